"""E-mail, handed to a real mail server."""

from __future__ import annotations

import email
import time
from datetime import timedelta
from email import policy as mail_policy
from typing import Any

import pytest
from flask import Flask

from hub.config import Config, ConfigError
from hub.core import clock
from hub.core.authz import SYSTEM
from hub.features.inbox import sending
from hub.features.inbox.channels import Line, Message, Permanent, Temporary
from hub.features.inbox.channels.email import Email, Server
from hub.features.inbox.commands import deliver
from hub.features.inbox.rules import Channel
from tests.factories import World
from tests.features.inbox.standins import deliveries, free_port, mail_server, reachable, set_up, silent_server, states

FROM = "小区之家 <hub@example.org>"


def message(**changes: Any) -> Message:
    line = Line("修好了，请您确认：灯", "https://hub.example.org/repairs/7", clock.now())
    values: dict[str, Any] = {
        "key": "hub-abc-7",
        "to": "wang@example.com",
        "community": "梧桐苑",
        "subject": line.text,
        "lines": (line,),
        "link": line.link,
        "settings": "https://hub.example.org/me/news",
        "unsubscribe": "https://hub.example.org/news/stop/t",
    }
    return Message(**{**values, **changes})


def sent(mailbox: Any) -> Any:
    return email.message_from_bytes(mailbox.letters[-1].content, policy=mail_policy.default)


def adapter(url: str, patience_s: float = 5) -> Email:
    return Email(Server.parse(url), FROM, patience_s)


def test_a_letter_arrives_as_text_and_as_html_and_can_be_ended(app: Flask) -> None:
    with mail_server() as mailbox:
        identity = adapter(mailbox.url).send(message())
    letter = sent(mailbox)
    assert mailbox.letters[0].rcpt_tos == ["wang@example.com"]
    assert letter["Message-ID"] == identity == "<hub-abc-7@example.org>"
    assert letter["Subject"] == "修好了，请您确认：灯"
    assert letter["From"].addresses[0].display_name == "小区之家"
    assert letter["List-Unsubscribe"] == "<https://hub.example.org/news/stop/t>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]
    for part in letter.iter_parts():
        text = part.get_content()
        assert "https://hub.example.org/repairs/7" in text
        assert "梧桐苑" in text


def test_a_line_break_in_the_news_is_no_header_and_markup_is_no_markup(app: Flask) -> None:
    bad = "灯\r\nBcc: everyone@example.com <script>alert(1)</script>"
    with mail_server() as mailbox:
        adapter(mailbox.url).send(message(subject=bad, lines=(Line(bad, "https://x.example", clock.now()),)))
    letter = sent(mailbox)
    assert letter["Bcc"] is None
    assert mailbox.letters[0].rcpt_tos == ["wang@example.com"]
    assert "<script>" not in letter.get_body(("html",)).get_content()


@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::DeprecationWarning:aiosmtpd")  # the stand-in's own
def test_the_servers_name_and_password_are_used(app: Flask) -> None:
    with mail_server("geheim@1") as mailbox:
        url = f"smtp://hub:geheim%401@127.0.0.1:{mailbox.port}?starttls=0"
        assert adapter(url).send(message())
        with pytest.raises(Temporary, match="535"):
            adapter(url.replace("%401", "")).send(message())
    assert len(mailbox.letters) == 1


@pytest.mark.parametrize(
    ("refuse", "answers", "problem"),
    [
        ("550 no such user", [], Permanent),
        ("450 greylisted", [], Temporary),
        ("", ["451 try again"], Temporary),
        ("", ["554 looks like spam"], Permanent),
    ],
)
def test_what_the_server_says_decides(app: Flask, refuse: str, answers: list[str], problem: type[Exception]) -> None:
    with mail_server() as mailbox:
        mailbox.refuse, mailbox.answers = refuse, answers
        with pytest.raises(problem):
            adapter(mailbox.url).send(message())
    assert mailbox.letters == []


def test_a_server_that_is_away_or_hangs_is_tried_again_later(app: Flask) -> None:
    with pytest.raises(Temporary, match="ConnectionRefused"):
        adapter(f"smtp://127.0.0.1:{free_port()}?starttls=0").send(message())
    with silent_server() as port:
        began = time.monotonic()
        with pytest.raises(Temporary, match="timed out"):
            adapter(f"smtp://127.0.0.1:{port}?starttls=0", patience_s=0.3).send(message())
        assert time.monotonic() - began < 3


def test_where_tls_is_asked_for_nothing_goes_without_it(app: Flask) -> None:
    with mail_server() as mailbox, pytest.raises(Temporary, match="STARTTLS"):
        adapter(f"smtp://127.0.0.1:{mailbox.port}").send(message())
    assert mailbox.letters == []


def test_half_a_setting_is_refused_at_the_start(tmp_path: Any) -> None:
    def config(**env: str) -> Config:
        return Config.from_env({"HUB_INSTANCE": str(tmp_path), **env})

    for env in (
        {"HUB_SMTP_URL": "smtp://mail.example.org"},
        {"HUB_SMTP_URL": "mail.example.org", "HUB_MAIL_FROM": "hub@example.org"},
        {"HUB_WECHAT_APPID": "wx1"},
        {"HUB_WECHAT_FIELDS": "thing1:password"},
    ):
        with pytest.raises(ConfigError):
            config(**env)
    fine = config(HUB_SMTP_URL="smtps://u:p@mail.example.org", HUB_MAIL_FROM="hub@example.org")
    assert Server.parse(fine.smtp_url) == Server("mail.example.org", 465, True, False, "u", "p")


def test_news_waits_for_the_mail_server_and_arrives_once(app: Flask, world: World) -> None:
    me = reachable(world.user(), "email", "wang@example.com")
    start = clock.now()
    with mail_server() as mailbox:
        set_up(app, smtp_url=mailbox.url, mail_from=FROM)
        mailbox.answers = ["451 try again"]
        deliver(SYSTEM, [me], "repair_done", {"what": "灯"}, "/repairs/7", "a")
        assert states() == ["waiting"]
        sending.carry(Channel.EMAIL)
        row = deliveries()[0]
        assert (row.state, row.attempts, row.error) == ("waiting", 1, "451 try again")
        assert row.next_try_at > start + timedelta(seconds=20)
        assert sending.carry(Channel.EMAIL) == 0, "not before its time"
        with clock.frozen(row.next_try_at):
            sending.carry(Channel.EMAIL)
            sending.carry(Channel.EMAIL)
    row = deliveries()[0]
    assert (row.state, row.attempts, row.sent_to) == ("sent", 2, "w***@example.com")
    assert row.provider_id == sent(mailbox)["Message-ID"]
    assert len(mailbox.letters) == 1


def test_a_refused_address_is_not_tried_again(app: Flask, world: World) -> None:
    me = reachable(world.user(), "email", "nobody@example.com")
    with mail_server() as mailbox:
        set_up(app, smtp_url=mailbox.url, mail_from=FROM)
        mailbox.refuse = "550 no such user"
        deliver(SYSTEM, [me], "repair_done", {"what": "灯"}, "/repairs/7", "a")
        sending.carry(Channel.EMAIL)
    assert states() == ["failed"]
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert sending.carry(Channel.EMAIL) == 0


def test_a_letter_speaks_its_readers_language(app: Flask, world: World) -> None:
    me = reachable(world.user(), "email", "wang@example.com")
    browser = world.client(me)
    browser.get("/me")
    browser.post("/looks", {"lang": "en", "next": "/me"})
    with mail_server() as mailbox:
        set_up(app, smtp_url=mailbox.url, mail_from=FROM)
        deliver(SYSTEM, [me], "repair_done", {"what": "灯"}, "/repairs/7", "a")
        sending.carry(Channel.EMAIL)
    assert "灯" in sent(mailbox)["Subject"]
    assert "请您确认" not in sent(mailbox)["Subject"]
