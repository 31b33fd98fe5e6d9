"""E-mail by SMTP: one connection a message, TLS wherever the server has it, text and HTML side by side."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, parseaddr
from urllib.parse import parse_qs, unquote, urlsplit

from flask import current_app

from hub.config import Config
from hub.core import clock, i18n
from hub.features.inbox.channels.message import Message, Permanent, Temporary

PATIENCE_S = 15.0  # for each answer of the server


@dataclass(frozen=True)
class Server:
    """Where mail is handed in. `starttls`: required, unless the address says otherwise."""

    host: str
    port: int
    tls: bool
    starttls: bool
    user: str
    password: str

    @classmethod
    def parse(cls, url: str) -> Server:
        """smtp://user:password@host:587?starttls=1 (the default), ?starttls=0 for a relay on this machine, smtps://."""
        at = urlsplit(url)
        tls = at.scheme == "smtps"
        asked = parse_qs(at.query).get("starttls", ["1"])[0]
        port = at.port or (465 if tls else 587)
        return cls(
            at.hostname or "",
            port,
            tls,
            not tls and asked != "0",
            unquote(at.username or ""),
            unquote(at.password or ""),
        )


class Email:
    """The adapter."""

    def __init__(self, server: Server, sender: str, patience_s: float = PATIENCE_S) -> None:
        self.server, self.sender, self.patience_s = server, sender, patience_s

    def send(self, message: Message) -> str:
        """Hand it in. A refusal of this receiver is permanent; whatever else goes wrong may be better later."""
        letter = self.letter(message)
        try:
            with _connected(self.server, self.patience_s) as smtp:
                smtp.send_message(letter)
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()))
            raise _refusal(code, text) from error
        except smtplib.SMTPDataError as error:
            raise _refusal(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPException as error:  # greeting, TLS, sign-in, sender: the channel's own trouble
            raise Temporary(f"{type(error).__name__}: {error}"[:200]) from error
        except OSError as error:
            raise Temporary(f"{type(error).__name__}: {error}"[:200]) from error
        return str(letter["Message-ID"])

    def letter(self, message: Message) -> EmailMessage:
        """RFC 5322; the Message-ID is the same at every try, so that receivers drop a second copy."""
        letter = EmailMessage()
        name, address = parseaddr(self.sender)
        letter["From"] = formataddr((name or message.community, address))
        letter["To"] = message.to
        letter["Subject"] = " ".join(message.subject.split())[:120]
        letter["Date"] = format_datetime(clock.local(clock.now()))
        letter["Message-ID"] = f"<{message.key}@{address.rpartition('@')[2]}>"
        letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday answers, please
        if message.unsubscribe:
            letter["List-Unsubscribe"] = f"<{message.unsubscribe}>"
            letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
        with i18n.speaking(message.locale):
            for kind in ("txt", "html"):
                text = current_app.jinja_env.get_template(f"inbox/mail.{kind}").render(message=message)
                if kind == "txt":
                    letter.set_content(text)
                else:
                    letter.add_alternative(text, subtype="html")
        return letter


@contextlib.contextmanager
def _connected(server: Server, patience_s: float) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    smtp = (
        smtplib.SMTP_SSL(server.host, server.port, timeout=patience_s, context=context)
        if server.tls
        else smtplib.SMTP(server.host, server.port, timeout=patience_s)
    )
    try:
        if server.starttls:
            smtp.starttls(context=context)
        if server.user:
            smtp.login(server.user, server.password)
        yield smtp
        with contextlib.suppress(smtplib.SMTPException, OSError):  # it has taken the message; how it parts is no matter
            smtp.quit()
    finally:
        smtp.close()


def _refusal(code: int, text: bytes | str) -> Exception:
    words = text.decode(errors="replace") if isinstance(text, bytes) else str(text)
    reason = f"{code} {words}"[:200]
    return Permanent(reason) if 500 <= code < 600 else Temporary(reason)


def from_config(config: Config) -> Email:
    """As the operator set it."""
    return Email(Server.parse(config.smtp_url), config.mail_from)
