"""The thread that things of different features hang on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from hub.core import authz, clock, links
from hub.core.authz import GUEST, SYSTEM, Actor
from hub.core.db import db
from hub.core.events import command
from hub.core.links import Link, Name

READER = Actor(kind="user", user_id=1)


@pytest.fixture(autouse=True)
def things(app) -> Iterator[None]:
    """Three kinds: leaves that readers see unless their number is odd and above 90, a hub, and one without a name."""

    def namer(_actor: Actor, ids: Sequence[int]) -> dict[int, Name]:
        return {n: Name(what="x", title=f"#{n}", url=f"/{n}", glyph="tools") for n in ids if n < 1000}

    before = dict(authz._sights), dict(links._namers), set(links._hubs)
    for kind in ("leaf", "lamp", "dumb"):
        authz.sees(kind)(lambda actor, number: actor.signed_in and not (number > 90 and number % 2))
    links.names("leaf")(namer)
    links.names("lamp", hub=True)(namer)
    yield
    authz._sights.clear()
    authz._sights.update(before[0])
    links._namers.clear()
    links._namers.update(before[1])
    links._hubs.clear()
    links._hubs.update(before[2])


def lay(*pairs: tuple[str, str]) -> None:
    for a, b in pairs:
        links.link(SYSTEM, a, b, "about")


def thread(thing: str, actor: Actor = READER) -> set[str]:
    return {strand.thing for strand in links.thread(actor, thing)}


def test_a_thread_is_walked_both_ways(app) -> None:
    lay(("leaf:1", "leaf:2"), ("leaf:3", "leaf:2"), ("leaf:3", "leaf:4"))
    assert thread("leaf:1") == {"leaf:2", "leaf:3", "leaf:4"}
    assert thread("leaf:4") == {"leaf:1", "leaf:2", "leaf:3"}
    assert thread("leaf:5") == set()


def test_what_is_hidden_is_neither_shown_nor_walked_through(app) -> None:
    lay(("leaf:1", "leaf:91"), ("leaf:91", "leaf:2"))
    assert thread("leaf:1") == set()
    assert thread("leaf:1", GUEST) == set()


def test_one_comes_to_a_hub_and_not_through_it(app) -> None:
    lay(("leaf:1", "lamp:7"), ("leaf:2", "lamp:7"), ("leaf:2", "leaf:3"))
    assert thread("leaf:1") == {"lamp:7"}
    assert thread("lamp:7") == {"leaf:1", "leaf:2", "leaf:3"}


def test_the_same_link_twice_is_one_and_the_database_says_so(app) -> None:
    lay(("leaf:1", "leaf:2"), ("leaf:1", "leaf:2"))
    assert db.session.scalar(select(func.count()).select_from(Link)) == 1
    with pytest.raises(IntegrityError):
        _raw(SYSTEM)


def test_circles_end_and_threads_are_cut_at_a_length(app) -> None:
    lay(("leaf:1", "leaf:2"), ("leaf:2", "leaf:3"), ("leaf:3", "leaf:1"))
    assert thread("leaf:1") == {"leaf:2", "leaf:3"}
    lay(*((f"leaf:{2 * n}", "lamp:8") for n in range(200, 300)))
    assert len(links.thread(READER, "lamp:8")) == links.MOST


def test_things_without_a_name_or_that_are_gone_are_left_out(app) -> None:
    lay(("leaf:1", "dumb:1"), ("leaf:1", "leaf:2000"), ("leaf:1", "strange:1"))
    assert thread("leaf:1") == set()
    assert links.known(READER, "leaf:1")
    assert not links.known(READER, "leaf:2000")
    assert not links.known(READER, "dumb:1")
    assert not links.known(READER, "leaf:")
    assert not links.known(READER, "")


def test_linked_finds_one_kind_the_newest_first(app) -> None:
    lay(("leaf:1", "lamp:7"), ("lamp:7", "leaf:2"), ("lamp:7", "lamp:9"))
    assert links.linked("lamp:7", "leaf") == ["leaf:2", "leaf:1"]
    assert links.linked("lamp:7", "lamp") == ["lamp:9"]


@command
def _raw(_actor: Actor) -> None:
    db.session.add(Link(from_thing="leaf:1", to_thing="leaf:2", kind="about", made_at=clock.now()))
