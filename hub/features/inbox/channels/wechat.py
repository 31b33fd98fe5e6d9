"""WeChat service account: template messages, and the silent sign-in that tells whose phone it is.

Names and numbers are those of WeChat's own documentation (developers.weixin.qq.com, "Template message" and "Web page
authorization").
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import httpx

from hub.config import Config
from hub.core import clock
from hub.features.inbox.channels.message import Message, Permanent, Temporary

PATIENCE = httpx.Timeout(10.0)
RENEW_BEFORE_S = 300
STALE_TOKEN = frozenset({40001, 40014, 42001})
TOO_MANY = frozenset({45009, 45011, 45047})
BUSY = frozenset({-1, 45033})
# not followed, refused by the person, an openid of another account
UNREACHABLE = frozenset({43004, 43101, 40003})
AFTER_TOO_MANY = timedelta(hours=1)


class TokenRefused(Exception):
    """The access token was not taken."""


@dataclass
class WeChat:
    """The adapter. The token is shared by all processes: `stable_token` answers the same one to each that asks."""

    appid: str
    secret: str
    template: str
    fields: tuple[tuple[str, str], ...]
    url: str
    login_url: str
    _token: str = ""
    _token_until: float = 0.0
    _gate: threading.Lock = field(default_factory=threading.Lock)

    def send(self, message: Message) -> str:
        """One template message; a token that is refused is renewed once."""
        body = {
            "touser": message.to,
            "template_id": self.template,
            "url": message.link,
            "client_msg_id": message.key[:64],  # WeChat itself drops a second copy within ten minutes
            "data": {name: {"value": self._value(what, message)} for name, what in self.fields},
        }
        for renewed in (False, True):
            try:
                answer = self._post("/cgi-bin/message/template/send", body, self._access_token(renew=renewed))
            except TokenRefused as error:
                if renewed:
                    raise Temporary(f"WeChat refuses its own token: {error}") from error
            else:
                return str(answer.get("msgid", ""))
        raise AssertionError

    def authorize_address(self, back: str, state: str) -> str:
        """Where a phone in WeChat is sent to; it comes back to `back` with a code, and asks nothing (snsapi_base)."""
        asked = {
            "appid": self.appid,
            "redirect_uri": back,
            "response_type": "code",
            "scope": "snsapi_base",
            "state": state,
        }
        return f"{self.login_url}/connect/oauth2/authorize?{urlencode(asked)}#wechat_redirect"

    def openid(self, code: str) -> str:
        """Whose phone it is. Permanent when the code is used or stale."""
        asked = {"appid": self.appid, "secret": self.secret, "code": code, "grant_type": "authorization_code"}
        answer = self._asked("GET", "/sns/oauth2/access_token", params=asked)
        if "openid" not in answer:
            raise Permanent(_said(answer))
        return str(answer["openid"])

    def _value(self, what: str, message: Message) -> str:
        if what == "time":
            return f"{clock.local(message.lines[0].at if message.lines else clock.now()):%Y-%m-%d %H:%M}"
        text = message.community if what == "community" else " ".join(message.subject.split())
        return text if len(text) <= 20 else text[:19] + "…"  # a "thing" holds twenty characters

    def _access_token(self, *, renew: bool) -> str:
        with self._gate:
            if not renew and time.monotonic() < self._token_until:
                return self._token
            asked = {
                "grant_type": "client_credential",
                "appid": self.appid,
                "secret": self.secret,
                "force_refresh": renew,
            }
            answer = self._asked("POST", "/cgi-bin/stable_token", json=asked)
            if "access_token" not in answer:
                raise Temporary(_said(answer))
            self._token = str(answer["access_token"])
            lasts = float(answer.get("expires_in", 7200))
            self._token_until = time.monotonic() + max(lasts - RENEW_BEFORE_S, lasts / 2)
            return self._token

    def _post(self, path: str, body: dict[str, Any], token: str) -> dict[str, Any]:
        answer = self._asked("POST", path, params={"access_token": token}, json=body)
        code = int(answer.get("errcode", 0))
        if code == 0:
            return answer
        if code in STALE_TOKEN:
            raise TokenRefused(_said(answer))
        if code in TOO_MANY:
            raise Temporary(_said(answer), AFTER_TOO_MANY)
        if code in BUSY:
            raise Temporary(_said(answer))
        if code in UNREACHABLE:
            raise Permanent(_said(answer))
        raise Temporary(_said(answer))  # template, address list, rights: the account's own trouble, not the receiver's

    def _asked(self, method: str, path: str, **kwargs: Any) -> dict[str, Any]:
        """The answer as JSON; the reasons of failures name no address, for it holds secrets."""
        try:
            with httpx.Client(timeout=PATIENCE, trust_env=False) as http:
                answer = http.request(method, self.url + path, **kwargs)
        except httpx.HTTPError as error:
            raise Temporary(type(error).__name__) from error
        if answer.status_code != 200:
            raise Temporary(f"HTTP {answer.status_code}")
        try:
            found = answer.json()
        except ValueError as error:
            raise Temporary("no JSON") from error
        return found if isinstance(found, dict) else {}


def _said(answer: dict[str, Any]) -> str:
    return f"{answer.get('errcode', '?')} {answer.get('errmsg', '')}"[:200]


def from_config(config: Config) -> WeChat:
    """As the operator set it."""
    pairs = (part.partition(":") for part in config.wechat_fields.split(","))
    fields = tuple((name.strip(), what.strip()) for name, _, what in pairs)
    return WeChat(
        config.wechat_appid,
        config.wechat_secret,
        config.wechat_template,
        fields,
        config.wechat_url,
        config.wechat_login_url,
    )
