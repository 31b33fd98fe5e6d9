"""Typed links between things of different features: "repair:9" is about "asset:7".

Each feature gives its things names (`@names("repair")`) and says who may see them (`@sees`), so that a page can show
the whole thread a thing belongs to without knowing the features it leads through. Links are laid by flows, inside the
command that makes the second thing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, UniqueConstraint, and_, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import clock
from hub.core.authz import Actor, is_id, may_see
from hub.core.db import Base, UTCDateTime, db
from hub.core.events import Fact, command, record
from hub.core.i18n import lazy as _l

MOST = 30


class Link(Base):
    """One thing leads to another; the same link twice is one link."""

    __tablename__ = "links"
    __table_args__ = (UniqueConstraint("from_thing", "to_thing", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    from_thing: Mapped[str] = mapped_column(String(40))
    to_thing: Mapped[str] = mapped_column(String(40), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)


@dataclass(frozen=True, kw_only=True)
class Linked(Fact):
    """Two things belong together from now on."""

    said = _l("把两件事连在了一起")

    from_thing: str
    to_thing: str
    link: str


@dataclass(frozen=True, kw_only=True)
class Name:
    """What a thing is called where others speak of it. `title` is people's own words, the rest is the hub's."""

    what: object  # "报修"
    title: str
    url: str
    glyph: str
    at: datetime | None = None
    state: object = ""
    tone: str = ""


@dataclass(frozen=True)
class Strand:
    """One thing of a thread."""

    thing: str
    name: Name


Namer = Callable[[Actor, Sequence[int]], dict[int, Name]]
_namers: dict[str, Namer] = {}
_hubs: set[str] = set()


def names(kind: str, *, hub: bool = False) -> Callable[[Namer], Namer]:
    """Register who names things of `kind`, given ids that the actor may see.

    `hub`: many threads meet in such a thing (a lift and all its repairs), so that one leads to it and not through it.
    """

    def register(namer: Namer) -> Namer:
        _namers[kind] = namer
        if hub:
            _hubs.add(kind)
        return namer

    return register


@command
def link(_actor: Actor, from_thing: str, to_thing: str, kind: str) -> None:
    """Lay a link, once. For flows, inside the command that makes one of the two."""
    same = select(Link.id).where(Link.from_thing == from_thing, Link.to_thing == to_thing, Link.kind == kind)
    if db.session.scalar(same) is not None:
        return
    db.session.add(Link(from_thing=from_thing, to_thing=to_thing, kind=kind, made_at=clock.now()))
    record(Linked(from_thing=from_thing, to_thing=to_thing, link=kind))


def named(actor: Actor, things: Iterable[str]) -> list[Strand]:
    """The names of those among `things` that this actor may see, in the given order."""
    wanted = [thing for thing in dict.fromkeys(things) if may_see(actor, thing)]
    ids: dict[str, list[int]] = defaultdict(list)
    for thing in wanted:
        kind, _, number = thing.partition(":")
        ids[kind].append(int(number))
    found = {
        f"{kind}:{number}": name
        for kind, numbers in ids.items()
        if kind in _namers
        for number, name in _namers[kind](actor, numbers).items()
    }
    return [Strand(thing, found[thing]) for thing in wanted if thing in found]


def known(actor: Actor, thing: str) -> bool:
    """Whether there is such a thing for this actor; for what a form brings along."""
    return is_id(thing.partition(":")[2]) and bool(named(actor, [thing]))


def linked(thing: str, kind: str, most: int = 500) -> list[str]:
    """Things of `kind` with a link to or from `thing`, the newest link first. Unchecked: give them to `named`."""
    start = f"{kind}:%"
    query = (
        select(Link)
        .where(
            or_(
                and_(Link.from_thing == thing, Link.to_thing.like(start)),
                and_(Link.to_thing == thing, Link.from_thing.like(start)),
            )
        )
        .order_by(Link.id.desc())
        .limit(most)
    )
    rows = db.session.scalars(query)
    return list(dict.fromkeys(row.to_thing if row.from_thing == thing else row.from_thing for row in rows))


def thread(actor: Actor, thing: str, most: int = MOST) -> list[Strand]:
    """All that hangs together with `thing`, as far as this actor may see it; what is hidden is not walked through."""
    seen, order, frontier = {thing}, list[str](), [thing]
    while frontier and len(order) < most:
        rows = db.session.scalars(
            select(Link)
            .where(or_(Link.from_thing.in_(frontier), Link.to_thing.in_(frontier)))
            .order_by(Link.id.desc())
            .limit(most * 2)
        )
        near = [one for row in rows for one in (row.from_thing, row.to_thing) if one not in seen]
        near = [one for one in dict.fromkeys(near) if may_see(actor, one)]
        seen.update(near)
        order += near
        frontier = [one for one in near if one.partition(":")[0] not in _hubs]
    strands = named(actor, order[:most])
    return sorted(strands, key=lambda strand: (strand.name.at is not None, strand.name.at or clock.now()))
