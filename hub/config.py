"""Configuration: one dataclass read from the environment and checked at start."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
ASYNC_MODES = ("eventlet", "gevent", "threading")
ENVIRONMENTS = ("development", "production", "test")


class ConfigError(SystemExit):
    """The environment asks for something that cannot work; the message is for the operator."""


@dataclass(frozen=True)
class Config:
    """Everything an operator may set. Paths are absolute; URLs are SQLAlchemy's and Redis' own forms."""

    instance: Path
    secret_key: str
    database_url: str
    redis_url: str | None = None
    host: str = "127.0.0.1"
    port: int = 5000
    async_mode: str = "eventlet"
    demo: bool = False
    env: str = "development"
    sms_sender: str = ""  # "package.module:Class"; empty: messages stay in the outbox
    smtp_url: str = ""  # smtp://user:password@host:587?starttls=1 or smtps://…:465; empty: no e-mail
    mail_from: str = ""
    wechat_appid: str = ""
    wechat_secret: str = ""
    wechat_template: str = ""
    wechat_fields: str = "thing1:text,time2:time"  # the template's own names of what it shows
    wechat_url: str = "https://api.weixin.qq.com"
    wechat_login_url: str = "https://open.weixin.qq.com"
    push_to_loopback: bool = False  # tests only, so no variable sets it: push goes to public hosts over TLS

    @property
    def production(self) -> bool:
        return self.env == "production"

    @property
    def sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Config:
        """Read `HUB_*`; raises ConfigError with one line that names the variable."""
        instance = Path(environ.get("HUB_INSTANCE") or ROOT / "instance").resolve()
        config = cls(
            instance=instance,
            secret_key=environ.get("HUB_SECRET_KEY") or "",
            database_url=_database_url(environ.get("HUB_DATABASE_URL"), instance),
            redis_url=environ.get("HUB_REDIS_URL") or None,
            host=environ.get("HUB_HOST") or "127.0.0.1",
            port=_port(environ.get("HUB_PORT") or "5000"),
            async_mode=_one_of("HUB_ASYNC_MODE", environ.get("HUB_ASYNC_MODE") or "eventlet", ASYNC_MODES),
            demo=_flag("HUB_DEMO", environ.get("HUB_DEMO") or "0"),
            env=_one_of("HUB_ENV", environ.get("HUB_ENV") or "development", ENVIRONMENTS),
            sms_sender=environ.get("HUB_SMS_SENDER") or "",
            smtp_url=environ.get("HUB_SMTP_URL") or "",
            mail_from=environ.get("HUB_MAIL_FROM") or "",
            wechat_appid=environ.get("HUB_WECHAT_APPID") or "",
            wechat_secret=environ.get("HUB_WECHAT_SECRET") or "",
            wechat_template=environ.get("HUB_WECHAT_TEMPLATE") or "",
            wechat_fields=environ.get("HUB_WECHAT_FIELDS") or cls.wechat_fields,
            wechat_url=(environ.get("HUB_WECHAT_URL") or cls.wechat_url).rstrip("/"),
            wechat_login_url=(environ.get("HUB_WECHAT_LOGIN_URL") or cls.wechat_login_url).rstrip("/"),
        )
        config.check_channels()
        if config.sms_sender and ":" not in config.sms_sender:
            raise ConfigError(f"HUB_SMS_SENDER={config.sms_sender} must be package.module:Class.")
        if config.demo and config.production:
            raise ConfigError("HUB_DEMO=1 switches protection off and cannot run with HUB_ENV=production.")
        if config.secret_key and len(config.secret_key) < 32:
            raise ConfigError("HUB_SECRET_KEY is shorter than 32 characters.")
        if config.secret_key:
            return config
        return cls(**{**config.__dict__, "secret_key": kept_secret(instance)})

    def check_channels(self) -> None:
        """Half a channel is worse than none: everybody would believe that it carries."""
        if self.smtp_url:
            smtp = urlsplit(self.smtp_url)
            if smtp.scheme not in ("smtp", "smtps") or not smtp.hostname:
                raise ConfigError("HUB_SMTP_URL must be smtp://… or smtps://… with a host.")
            if "@" not in self.mail_from:
                raise ConfigError("HUB_SMTP_URL needs HUB_MAIL_FROM, the address that mail comes from.")
        if bool(self.wechat_appid) != bool(self.wechat_secret):
            raise ConfigError("HUB_WECHAT_APPID and HUB_WECHAT_SECRET belong together.")
        for part in self.wechat_fields.split(","):
            if part.partition(":")[2].strip() not in ("text", "time", "community"):
                raise ConfigError(f"HUB_WECHAT_FIELDS: {part} must be name:text, name:time or name:community.")


def kept_secret(instance: Path) -> str:
    """The key of this data folder: made once, readable by its owner only."""
    path = instance / "secret_key"
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        instance.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was quicker; its key counts
        return path.read_text().strip()
    key = secrets.token_urlsafe(48)
    with os.fdopen(handle, "w") as file:
        file.write(key + "\n")
        file.flush()
        os.fsync(file.fileno())
    return key


def _database_url(url: str | None, instance: Path) -> str:
    if not url:
        return f"sqlite:///{instance / 'hub.db'}"
    for short in ("postgres://", "postgresql://"):
        if url.startswith(short):
            return "postgresql+psycopg://" + url.removeprefix(short)
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ConfigError("HUB_DATABASE_URL must be sqlite:///… or postgresql://…")
    return url


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise ConfigError(f"HUB_PORT={text} is not a port number.")
    return int(text)


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise ConfigError(f"{name}={value} is unknown; it may be {', '.join(allowed)}.")
    return value


def _flag(name: str, value: str) -> bool:
    if value.lower() not in ("0", "1", "true", "false", "yes", "no"):
        raise ConfigError(f"{name}={value} must be 0 or 1.")
    return value.lower() in ("1", "true", "yes")
