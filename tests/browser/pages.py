"""The pages that are judged: who opens which."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.authz import SYSTEM
from hub.features.inbox.commands import deliver
from hub.features.repairs import commands as repairs
from hub.features.repairs.rules.places import Kind, Spot
from hub.features.repairs.rules.report import Report
from hub.features.repairs.rules.stages import Stage
from hub.people.commands import entering, letters
from hub.people.commands.compound import About, Number, describe
from tests.factories import World

EVERYBODY = ("/", "/services", "/governance", "/me", "/phones", "/inbox", "/repairs", "/repairs/new", "/repairs/record")
OWN = ("/me/sessions", "/me/password", "/me/household", "/me/second-factor", "/me/privacy")
DESK = ("/repairs/board", "/repairs/duty", "/repairs/labels", "/repairs/new/caller", "/admin", "/admin/letters")
ADMIN = ("/admin/audit", "/admin/roles", "/admin/settings", "/admin/accounts", "/admin/outbox", "/admin/register")
GUEST = ("/", "/login", "/login/code", "/login/reset", "/enter", "/phones", "/offline")


@dataclass(frozen=True)
class Visit:
    """Somebody on a page; user 0 is nobody."""

    user_id: int
    path: str


def furnished(world: World) -> list[Visit]:
    """A small compound with life in it, and the pages its people open."""
    describe(
        SYSTEM,
        About(name="明强小区", office_name="安居物业", office_hours="每天 8:00–18:00", office_address="3 号楼底层"),
        [Number("emergency", "物业急修", "021-5566 1881", "24 小时"), Number("police", "报警", "110")],
    )
    world.building()
    me = world.user(owns="3-1-101", name="王阿姨")
    desk, worker, admin = world.user("desk"), world.user("technician", name="张师傅"), world.user("admin", "chair")
    lift = Report(kind=Kind.LIFT, spot=Spot.LIFT, description="停在 7 楼不动，按了没有反应" * 3)
    number = repairs.report(world.actor(me), lift)
    repairs.advance(world.actor(desk), number, Stage.ACCEPTED, "收到")
    if world.actor(worker).user_id is not None:
        repairs.take(world.actor(worker), number)
    repairs.advance(world.actor(worker), number, Stage.WORKING)
    drain = Report(kind=Kind.PLUMBING, description="厨房下水堵了", unit_id=world.unit("3-1-101"))
    own = repairs.report(world.actor(me), drain)
    entering.invite(world.actor(me), world.unit("3-1-101"), "family", "女儿")
    letters.issue(world.actor(desk), letters.Choice(without_account=False), "https://hub.example")
    deliver(SYSTEM, [me], "repair_done", {"what": "单元门"}, "/me", "one")
    visits = [Visit(0, path) for path in GUEST]
    visits += [Visit(me, path) for path in (*EVERYBODY, *OWN, f"/repairs/{number}", f"/repairs/{own}")]
    visits += [Visit(desk, path) for path in (*DESK, f"/repairs/{own}", f"/repairs/{own}/assignee")]
    visits += [Visit(worker, "/repairs/mine-now"), Visit(worker, f"/repairs/{number}")]
    return visits + [Visit(admin, path) for path in (*ADMIN, f"/admin/accounts/{me}", f"/admin/accounts/{me}/roles")]
