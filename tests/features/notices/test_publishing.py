"""Writing, publishing, saying it anew, taking it back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hub.core import clock, documents, files, jobs
from hub.core.authz import SYSTEM
from hub.core.db import db
from hub.core.events import command
from hub.core.problems import Forbidden, NotFound, RuleBroken, SecondFactorNeeded
from hub.features.notices import commands, queries
from hub.features.notices.models import NoticeConfirmation, NoticeTarget, NoticeVersion
from hub.features.notices.rules.notice import Audience, Draft, Revision, Scope, Stage, Voice
from tests.features.notices.conftest import told

pytestmark = pytest.mark.both_databases


def versions(number: int) -> list[NoticeVersion]:
    return list(db.session.scalars(select(NoticeVersion).where(NoticeVersion.notice_id == number)))


def test_strangers_are_refused_everything(cast) -> None:
    lin, chair = cast.actor(cast.lin), cast.actor(cast.chair)
    number, draft = cast.publish(), cast.draft()
    with pytest.raises(Forbidden):
        commands.draft(lin, Draft("标题", "正文"))
    for deed in (
        lambda who: commands.revise(who, number, 1, Revision("标题", "正文", "改了")),
        lambda who: commands.withdraw(who, number, "写错了"),
        lambda who: commands.pin(who, number, True),
    ):
        for who in (lin, chair):  # the committee keeps its hands off the property office's notices
            with pytest.raises(Forbidden):
                deed(who)
    for deed in (commands.publish, commands.discard, commands.schedule, commands.hold_back, commands.publish_scheduled):
        for who in (lin, chair):
            with pytest.raises(NotFound):
                deed(who, draft)
    with pytest.raises(NotFound):
        commands.rewrite(chair, draft, Draft("标题", "正文"))
    with pytest.raises(NotFound):
        commands.jot(lin, draft, "标题", "正文")
    unit = cast.world.unit("3-2-301")
    for deed in (commands.tell, commands.untell):
        for who in (lin, chair):
            with pytest.raises(Forbidden):
                deed(who, number, unit)
    assert cast.notice(number).version == 1


def test_nobody_speaks_in_anothers_name(cast) -> None:
    with pytest.raises(Forbidden):
        cast.draft(by=cast.desk, voice=Voice.COMMITTEE)
    with pytest.raises(Forbidden):
        cast.draft(by=cast.chair, voice=Voice.PROPERTY)
    both = cast.world.user("desk", "chair")
    locked = cast.world.actor(both, second_factor=False)
    with pytest.raises(Forbidden):
        commands.draft(locked, Draft("标题", "正文", voice=Voice.COMMITTEE))
    commands.draft(locked, Draft("标题", "正文", voice=Voice.PROPERTY))
    with pytest.raises(SecondFactorNeeded):
        commands.draft(cast.world.actor(cast.chair, second_factor=False), Draft("标题", "正文", voice=Voice.COMMITTEE))


def test_publication_tells_those_it_is_for_once(cast) -> None:
    plain = cast.for_three()
    assert told(cast.lin) == told(cast.wife) == ["notice_new"]
    assert told(cast.five_owner) == told(cast.desk) == []
    with pytest.raises(RuleBroken):
        commands.publish(cast.actor(cast.desk), plain)
    cast.publish(urgent=True)
    cast.publish(mandatory=True, urgent=True)
    assert told(cast.five_owner) == ["notice_urgent", "notice_urgent_must"]
    assert told(cast.desk) == [], "whoever did it knows"


def test_a_new_version_keeps_the_old_and_tells_only_if_asked(cast) -> None:
    number = cast.publish(mandatory=True)
    assert cast.revise(number) == 2
    assert [(v.number, v.changed, v.told) for v in versions(number)] == [(1, "", True), (2, "改到下午", False)]
    assert versions(number)[0].body.startswith("上午")
    assert told(cast.lin) == ["notice_must"]
    commands.confirm(cast.actor(cast.lin), number, 2)
    cast.revise(number, "改到晚上。", base=2, tell=True)
    assert told(cast.lin) == ["notice_must", "notice_must_again"]
    assert queries.to_confirm(cast.actor(cast.lin))[0].id == number


def test_a_new_version_must_say_what_changed_and_change_something(cast) -> None:
    number = cast.publish()
    with pytest.raises(RuleBroken) as problem:
        cast.revise(number, changed=" ")
    assert problem.value.field == "changed"
    with pytest.raises(RuleBroken) as problem:
        cast.revise(number, cast.notice(number).body)
    assert problem.value.field == "body"
    cast.revise(number)
    with pytest.raises(RuleBroken):  # a colleague was quicker
        cast.revise(number, "改到晚上。", base=1)
    commands.discard(cast.actor(cast.desk), cast.draft())
    with pytest.raises(RuleBroken):
        cast.revise(cast.draft())
    with pytest.raises(RuleBroken):
        commands.discard(cast.actor(cast.desk), number)


def test_withdrawing_needs_a_reason_and_is_told(cast) -> None:
    number = cast.publish(urgent=True, pinned=True)
    with pytest.raises(RuleBroken):
        commands.withdraw(cast.actor(cast.desk), number, " ")
    commands.withdraw(cast.actor(cast.manager), number, "供水公司改期")
    assert told(cast.lin) == ["notice_urgent", "notice_urgent_withdrawn"]
    for deed in (lambda: commands.withdraw(cast.actor(cast.desk), number, "再来"), lambda: cast.revise(number)):
        with pytest.raises(RuleBroken):
            deed()
    card = queries.card(cast.actor(cast.lin), number)
    assert (card.body, card.withdrawn_reason) == ("", "供水公司改期")
    assert queries.card(cast.actor(cast.desk), number).body


def test_it_appears_at_its_time_by_itself_and_once(cast) -> None:
    at = clock.now() + timedelta(hours=5)
    number = cast.draft(from_at=at, until_at=at + timedelta(hours=2))
    commands.schedule(cast.actor(cast.desk), number)
    jobs.JOBS["notices.publish"].job(SYSTEM)
    assert cast.notice(number).stage == Stage.SCHEDULED
    with clock.frozen(at + timedelta(seconds=20)):
        jobs.JOBS["notices.publish"].job(SYSTEM)
        jobs.JOBS["notices.publish"].job(SYSTEM)
        commands.publish_scheduled(SYSTEM, number)
        assert cast.notice(number).stage == Stage.PUBLISHED
        assert cast.notice(number).published_by == cast.desk
    assert told(cast.lin) == ["notice_new"]


def test_what_would_end_before_it_begins_is_held_back(cast) -> None:
    at = clock.now() + timedelta(hours=5)
    number = cast.draft(from_at=at, until_at=at + timedelta(hours=2))
    commands.schedule(cast.actor(cast.desk), number)
    with clock.frozen(at + timedelta(hours=3)):  # the server stood still
        jobs.JOBS["notices.publish"].job(SYSTEM)
        assert cast.notice(number).stage == Stage.DRAFT
        with pytest.raises(RuleBroken):
            commands.publish(cast.actor(cast.desk), number)
    assert told(cast.lin) == []


def test_a_timed_one_can_be_held_back_changed_or_published_at_once(cast) -> None:
    desk, at = cast.actor(cast.desk), clock.now() + timedelta(hours=5)
    number = cast.draft(from_at=at)
    commands.schedule(desk, number)
    with pytest.raises(RuleBroken):
        commands.jot(desk, number, "标题", "正文")
    commands.hold_back(desk, number)
    commands.schedule(desk, number)
    commands.rewrite(desk, number, Draft("停水改期", "正文正文", from_at=at))
    assert cast.notice(number).stage == Stage.DRAFT
    commands.publish(desk, number)
    assert cast.notice(number).published_at is not None
    with pytest.raises(RuleBroken):
        commands.schedule(desk, cast.draft())


def test_its_files_go_with_it(cast) -> None:
    desk, first = cast.actor(cast.desk), cast.enclosed()
    number = cast.draft(enclosed=first)
    subject = f"notice:{number}"
    commands.rewrite(desk, number, Draft("明天停水", "正文"), commands.Enclosed((), first.documents))
    with cast.world.app.test_request_context():
        assert files.photos_of(subject) == ()
        assert [d.name for d in documents.documents_of(subject)] == list(first.documents)
    commands.publish(desk, number)
    cast.revise(number)  # the new version leaves the document out, the old one still has it
    assert cast.notice(number).documents == []
    assert [d.name for d in queries.version(desk, number, 1).documents] == list(first.documents)
    other = cast.draft()
    commands.rewrite(desk, other, Draft("偷用", "别人的附件"), first)
    assert cast.notice(other).documents == [], "only what belongs to this very notice"


def test_a_place_the_register_does_not_know_is_refused(cast) -> None:
    for scope in (Scope.BUILDING, Scope.ENTRANCE, Scope.PHASE):
        with pytest.raises(RuleBroken) as problem:
            cast.draft(audience=Audience(scope, (99999,)))
        assert problem.value.field == f"{scope.value}s"


@pytest.mark.parametrize(
    "change",
    [
        {"stage": "nonsense"},
        {"voice": "nobody"},
        {"category": "nonsense"},
        {"scope": "nonsense"},
        {"visitors": True, "scope": "building"},
        {"published_at": None},
        {"stage": "withdrawn"},
        {"version": 0},
        {"asked_version": 7},
        {"stage": "scheduled", "published_at": None, "version": 0, "asked_version": 0},
        {"until_at": "before"},
    ],
    ids=str,
)
def test_the_database_alone_stops(cast, change: dict) -> None:
    number = cast.publish()
    if change.get("until_at") == "before":
        change = {"until_at": clock.now() - timedelta(days=9)}
    with pytest.raises(IntegrityError):
        _set(SYSTEM, number, change)


def test_the_database_alone_stops_double_and_nameless_rows(cast) -> None:
    number = cast.for_three(mandatory=True)
    commands.confirm(cast.actor(cast.lin), number, 1)
    now = clock.now()
    for row in (
        NoticeTarget(notice_id=number, building_id=cast.three),
        NoticeTarget(notice_id=number),
        NoticeTarget(notice_id=number, building_id=cast.five, role="owner"),
        NoticeTarget(notice_id=number, role="admin"),
        NoticeConfirmation(notice_id=number, version=1, user_id=cast.lin, at=now),
        NoticeConfirmation(notice_id=number, version=9, user_id=cast.lin, at=now),
        NoticeVersion(notice_id=number, number=2, title="x", body="y", photos=[], documents=[], changed="", at=now),
    ):
        with pytest.raises(IntegrityError):
            _add(SYSTEM, row)


@command
def _set(_actor, number: int, change: dict) -> None:
    from hub.features.notices.models import Notice

    notice = db.session.get_one(Notice, number)
    for name, value in change.items():
        setattr(notice, name, value)
    db.session.flush()


@command
def _add(_actor, row: object) -> None:
    db.session.expunge_all()
    db.session.add(row)
    db.session.flush()
