"""A carrier killed with kill -9 right after the mail server took the letter, before that was written down."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from email import message_from_bytes
from pathlib import Path
from typing import Any

from flask import Flask

from hub.core import clock
from hub.core.authz import SYSTEM
from hub.features.inbox import sending
from hub.features.inbox.commands import deliver
from hub.features.inbox.rules import Channel, retry
from tests.conftest import SECRET
from tests.factories import World
from tests.features.inbox.standins import Mailbox, deliveries, mail_server, reachable, set_up, states
from tests.services import ROOT, stop, until


def test_the_letter_comes_again_as_the_same_letter(app: Flask, world: World, monkeypatch: Any) -> None:
    release = threading.Event()

    async def takes_and_says_nothing(self: Mailbox, _server: Any, _session: Any, envelope: Any) -> str:
        import asyncio

        self.letters.append(envelope)
        while not release.is_set() and len(self.letters) == 1:
            await asyncio.sleep(0.05)
        return "250 OK"

    monkeypatch.setattr(Mailbox, "handle_DATA", takes_and_says_nothing)
    me = reachable(world.user(), "email", "a@example.com")
    with mail_server() as mailbox:
        set_up(app, smtp_url=mailbox.url, mail_from="hub@example.org")
        deliver(SYSTEM, [me], "repair_done", {"what": "灯"}, "/repairs/7", "a")
        config = app.config["HUB"]
        asked = {
            "instance": str(config.instance),
            "database_url": config.database_url,
            "secret_key": SECRET,
            "smtp_url": config.smtp_url,
            "mail_from": config.mail_from,
            "env": "test",
        }
        script = str(Path(__file__).with_name("carrier.py"))
        process = subprocess.Popen([sys.executable, script, json.dumps(asked)], cwd=ROOT, env={"PYTHONPATH": str(ROOT)})
        try:
            until(lambda: len(mailbox.letters) == 1, "the letter is with the mail server")
        finally:
            stop(process, signal.SIGKILL)
        release.set()
        assert states() == ["waiting"]
        assert deliveries()[0].claim is not None
        assert sending.carry(Channel.EMAIL) == 0, "nobody takes it while it may still be in somebody's hand"
        with clock.frozen(clock.now() + retry.LEASE):
            assert sending.carry(Channel.EMAIL) == 1
    assert states() == ["sent"]
    ids = {message_from_bytes(letter.content)["Message-ID"] for letter in mailbox.letters}
    assert len(mailbox.letters) == 2
    assert len(ids) == 1, "a mail program shows it once"
