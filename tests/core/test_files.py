"""Photos are kept for whoever may see them, and for nobody else."""

from __future__ import annotations

import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage

from hub.core import authz, clock, files
from hub.core.authz import SYSTEM, Actor
from hub.core.db import db
from hub.core.events import command
from hub.core.files import StoredFile
from hub.core.problems import RuleBroken
from tests.core.test_images import encoded, with_gps
from tests.factories import World


@pytest.fixture(autouse=True)
def a_thing(monkeypatch: pytest.MonkeyPatch) -> None:
    """ "diary:N" may be seen by user N alone."""
    monkeypatch.setitem(authz._sights, "diary", lambda actor, number: actor.user_id == number)


def sent(data: bytes, name: str = "a.jpg") -> FileStorage:
    return FileStorage(io.BytesIO(data), filename=name)


def on_disk(app: Flask) -> list[Path]:
    return sorted(path for path in (Path(app.instance_path) / "uploads").rglob("*") if path.is_file())


def received(app: Flask, actor: Actor, *uploads: FileStorage, kept: tuple[str, ...] = ()) -> files.Received:
    with app.test_request_context():
        return files.receive(actor, uploads, kept)


def test_a_photo_is_received_attached_and_served_to_whoever_sees_its_thing(app: Flask, world: World) -> None:
    me, stranger = world.user(), world.user()
    got = received(app, world.actor(me), sent(with_gps()))
    files.attach(world.actor(me), got.names, f"diary:{me}", part=4)
    mine = world.client(me)
    answer = mine.get(f"/files/{got.names[0]}")
    assert answer.mimetype == "image/jpeg"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "private" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    mine.get(f"/files/{got.names[0]}", 304, headers={"If-None-Match": answer.headers["ETag"]})
    mine.get(f"/files/{got.names[0]}/thumb")
    world.client(stranger).get(f"/files/{got.names[0]}", 404)
    assert app.test_client().get(f"/files/{got.names[0]}").status_code == 404
    with app.test_request_context():
        assert files.photos_by_part("diary", [4])[4][0].name == got.names[0]
        assert len(files.photos_of(f"diary:{me}")) == 1


def test_waiting_photos_belong_to_their_sender_alone(app: Flask, world: World) -> None:
    me, stranger = world.user(), world.user()
    got = received(app, world.actor(me), sent(encoded("JPEG")))
    world.client(me).get(f"/files/{got.names[0]}")
    world.client(stranger).get(f"/files/{got.names[0]}", 404)
    files.attach(world.actor(stranger), got.names, f"diary:{stranger}")
    assert db.session.scalar(select(StoredFile.subject)) is None
    assert received(app, world.actor(stranger), kept=got.names).names == ()
    assert received(app, world.actor(me), kept=got.names).names == got.names


def test_a_bad_photo_is_named_and_leaves_nothing_behind_while_good_ones_stay(app: Flask, world: World) -> None:
    actor = world.actor(world.user())
    got = received(app, actor, sent(b"<svg/>", "图.svg"))
    assert got.names == ()
    assert "图.svg" in got.problems[0]
    assert on_disk(app) == []
    with pytest.raises(RuleBroken) as refusal:
        files.refuse(got)
    assert refusal.value.field == "photos"
    mixed = received(app, actor, sent(encoded("JPEG")), sent(encoded("PNG"), "b.jpg"))
    assert len(mixed.names) == 1
    assert len(mixed.problems) == 1
    assert len(on_disk(app)) == 2


def test_nine_are_enough(app: Flask, world: World) -> None:
    actor = world.actor(world.user())
    got = received(app, actor, *(sent(encoded("JPEG")) for _ in range(8)))
    more = received(app, actor, sent(encoded("PNG"), "b.png"), sent(encoded("PNG"), "c.png"), kept=got.names)
    assert len(more.names) == 9
    assert more.problems


def test_a_deed_that_fails_keeps_its_photos_waiting(app: Flask, world: World) -> None:
    actor = world.actor(world.user())
    got = received(app, actor, sent(encoded("JPEG")))

    @command
    def fails(actor: Actor) -> None:
        files.attach(actor, got.names, "diary:1")
        raise RuleBroken("no")

    with pytest.raises(RuleBroken):
        fails(actor)
    assert received(app, actor, kept=got.names).names == got.names


def test_what_nobody_came_back_for_is_swept(app: Flask, world: World) -> None:
    actor = world.actor(world.user())
    old = received(app, actor, sent(encoded("JPEG")))
    attached = received(app, actor, sent(encoded("PNG"), "b.png"))
    files.attach(actor, attached.names, "diary:1")
    orphan = files.folder() / "ab" / "orphan.jpg"
    orphan.parent.mkdir(parents=True, exist_ok=True)
    orphan.write_bytes(b"x")
    os.utime(orphan, (0, 0))
    files.sweep(SYSTEM)
    assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 2
    with clock.frozen(clock.now() + timedelta(days=2)):
        files.sweep(SYSTEM)
        files.sweep(SYSTEM)
    assert db.session.scalars(select(StoredFile.name)).all() == list(attached.names)
    assert not orphan.exists()
    assert not files.path_of(old.names[0]).exists()
    assert files.path_of(attached.names[0]).exists()
