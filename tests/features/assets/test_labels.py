"""What a label opens: for guests, for neighbours, and when somebody was quicker."""

from __future__ import annotations

import pytest

from hub.core import clock, links
from hub.core.authz import SYSTEM, Actor
from hub.core.db import db
from hub.core.events import command
from hub.features.repairs import commands as repairs
from hub.features.repairs.models import Repair
from hub.features.repairs.queries import similar
from hub.features.repairs.queries.labels import label_of
from hub.features.repairs.rules.places import Kind, Spot
from hub.features.repairs.rules.report import Report
from hub.people.models import Compound


def last_repair() -> Repair:
    db.session.expire_all()
    found = db.session.query(Repair).order_by(Repair.id.desc()).first()
    assert found is not None
    return found


def test_a_guest_scans_sees_the_card_and_reports_it(crew, client) -> None:
    lift = crew.lift(inspection_due=clock.today())
    client.get("/a/LIFT-03-2")
    words = client.text()
    for said in ("3号楼2单元电梯", "今天到期", "96333", "电梯定期检验"):
        assert said in words
    way = client.page.find("a", class_="btn-big")["href"]
    client.get(way)
    client.follow(client.post(way, {"description": "门关不上", "name": "", "phone": ""}))
    repair = last_repair()
    assert (repair.subject, repair.source, repair.spot) == (f"asset:{lift}", "guest", "lift")
    assert links.linked(f"asset:{lift}", "repair") == [f"repair:{repair.id}"]
    client.get("/a/LIFT-03-2")
    assert "已有人报修，正在处理" in client.text()
    assert "门关不上" not in client.text()  # a guest's own words may name people
    assert not client.page.find("a", href=f"/repairs/{repair.id}")


def test_where_guests_may_not_report_they_are_led_to_the_door(crew, client) -> None:
    crew.lift()
    _closed(SYSTEM)
    client.get("/a/LIFT-03-2")
    assert client.page.find("a", href=lambda href: href and href.startswith("/login?next=/r/"))


def test_a_neighbour_gets_the_usual_form_and_the_report_hangs_on_the_asset(crew) -> None:
    lift = crew.lift(place_note="东侧")
    client = crew.world.client(crew.lin)
    client.get("/a/LIFT-03-2")
    way = client.page.find("a", class_="btn-big")["href"]
    address = client.get(way, status=303).headers["Location"]
    client.get(address)
    assert client.page.find("input", attrs={"name": "subject"})["value"] == f"asset:{lift}"
    fields = {
        "place": "public",
        "spot": "lift",
        "kind": "lift",
        "door": f"e{crew.entrance()}",
        "description": "有异响",
        "urgency": "ordinary",
        "visit_part": "any",
        "subject": f"asset:{lift}",
    }
    client.follow(client.post("/repairs/new", fields))
    assert last_repair().subject == f"asset:{lift}"
    assert "LIFT-03-2" in client.text()  # the repair's page leads back to the lift
    assert client.page.find("a", href="/a/LIFT-03-2")
    desk = crew.world.client(crew.desk)
    desk.get(f"/assets/{lift}")
    assert "有异响" in desk.text()


@pytest.mark.parametrize("subject", ["asset:999", "repair:1", "asset:x", "nothing:1", "repair:", "' or 1=1"])
def test_a_made_up_subject_is_passed_over(crew, subject: str) -> None:
    crew.lift()
    repairs.report(crew.actor(crew.lin), Report(kind=Kind.LIFT, description="x", spot=Spot.LIFT))  # repair:1
    client = crew.world.client(crew.lin)
    client.get("/repairs/new")
    fields = {
        "place": "public",
        "spot": "lift",
        "kind": "lift",
        "description": "有异响",
        "urgency": "ordinary",
        "visit_part": "any",
        "subject": subject,
        "anyway": "1",
    }
    client.post("/repairs/new", fields)
    assert last_repair().subject is None


def test_planned_work_is_no_fault_and_crowds_nobody(crew, client) -> None:
    lift = crew.lift()
    crew.plan(lift, clock.today())
    crew.tick()
    client.get("/a/LIFT-03-2")
    assert "已有人报修" not in client.text()
    neighbour = crew.world.client(crew.lin)
    neighbour.get("/repairs?scope=around")
    assert "半月保养" not in neighbour.text()
    what = Report(kind=Kind.LIFT, description="停在 7 楼", spot=Spot.LIFT, entrance_id=crew.entrance())
    assert similar(crew.actor(crew.lin), what) == []


def test_the_sheet_has_a_label_for_each_and_each_is_drawn(crew, client) -> None:
    crew.lift("LIFT-1")
    crew.lift("LIFT-2")
    desk = crew.world.client(crew.desk)
    desk.get("/assets/labels?kind=lift")
    assert [img["src"] for img in desk.page.select(".label-sheet img")] == ["/a/LIFT-1.svg", "/a/LIFT-2.svg"]
    picture = client.raw.get("/a/LIFT-1.svg")
    assert picture.mimetype == "image/svg+xml"
    assert picture.data.startswith(b"<svg")
    client.get("/a/nothing", status=404)
    crew.world.client(crew.zhang).get("/assets/labels", status=403)


def test_a_repair_in_a_flat_is_not_told_by_the_label(crew, client) -> None:
    lift = crew.lift()
    assert label_of(f"asset:{lift}") is not None
    flat = Report(kind=Kind.PLUMBING, description="漏水", unit_id=crew.world.unit("3-2-301"), subject=f"asset:{lift}")
    repairs.report(crew.actor(crew.lin), flat)
    client.get("/a/LIFT-03-2")
    assert "已有人报修" not in client.text()


@command
def _closed(_actor: Actor) -> None:
    db.session.get_one(Compound, 1).guest_reports = False
