"""Systems outside that speak Open311: the city's hotline reports, the district's platform reads."""

from __future__ import annotations

from datetime import datetime, timedelta

import hub.features.repairs.commands as repairs
from hub.core import clock
from hub.core.authz import GUEST, Actor
from hub.features.repairs.queries.clients import client_of
from hub.features.repairs.rules.open311 import Wanted
from hub.features.repairs.rules.places import Kind, Spot
from hub.features.repairs.rules.report import Caller, Report

HOTLINE = (
    (26, Kind.STRUCTURE, Spot.ROAD, "东门口人行道地砖翘起来一块，有老人绊了一下"),
    (3, Kind.GREENING, Spot.GATE, "大门右边的树枝挡住了路灯，晚上看不清"),
)


def speak(manager: Actor, now: datetime) -> None:
    """Two keys, and what came over one of them. Nobody keeps these keys: a visitor of the demo makes another."""
    with clock.frozen(now - timedelta(days=40)):
        repairs.make_client(manager, Wanted("区智慧社区平台", "read", 60))
        key = repairs.make_client(manager, Wanted("12345 市民热线", "write", 60))
    hotline = client_of(key)
    assert hotline is not None
    for hours, kind, spot, words in HOTLINE:
        with clock.frozen(now - timedelta(hours=hours)):
            report = Report(kind=kind, spot=spot, description=words, place_note="市民来电转办")
            repairs.report_by_client(GUEST, hotline.id, report, Caller("来电市民", ""))
