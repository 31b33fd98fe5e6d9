"""Two neighbours, somebody between them, and what they sign."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hub.core import clock
from hub.core.audit import AuditRow
from hub.core.authz import may_see
from hub.core.db import db
from hub.core.files import receive
from hub.core.problems import Forbidden, NotFound, RuleBroken
from hub.features.cases import commands, queries
from hub.features.cases.models import Mediation, MediationParty
from hub.features.cases.rules.kinds import Kind
from hub.features.cases.rules.mediation import Session, Side, State, fingerprint
from hub.features.cases.rules.stages import Stage
from hub.people.models import SmsMessage
from hub.people.queries import audit

TEXT = "楼上每天 22 点后不拖动家具，两周内给椅脚装毡垫；楼下有事先发消息，不再敲暖气管。"


def begun(cast) -> tuple[int, int]:
    """(case, mediation) between Lin and Chen before the neighbourhood secretary, agreed by both."""
    case = cast.told(kind=Kind.NEIGHBOUR)
    sides = [Side("林阿姨", cast.lin), Side("楼上小陈", cast.chen)]
    mediation = commands.open_mediation(cast.actor(cast.desk), case, sides, cast.observer)
    for side in (cast.lin, cast.chen):
        commands.agree(cast.actor(side), mediation)
    return case, mediation


def row(mediation: int) -> Mediation:
    db.session.expire_all()
    return db.session.get_one(Mediation, mediation)


def sign(cast, user_id: int, mediation: int, text: str = TEXT) -> None:
    """By the code in the outbox."""
    with clock.frozen(clock.now() + timedelta(minutes=2 * user_id)):
        commands.ask_to_sign(cast.actor(user_id), mediation, "phone")
        sent = db.session.scalars(select(SmsMessage).order_by(SmsMessage.id.desc())).first()
        assert sent is not None
        code = "".join(c for c in sent.text.split("验证码")[1] if c.isdigit())[:6]
        commands.sign(cast.actor(user_id), mediation, fingerprint(text), code, "phone")


def photo(actor) -> tuple[str, ...]:
    from werkzeug.datastructures import FileStorage

    picture = io.BytesIO()
    Image.new("RGB", (64, 64)).save(picture, "JPEG")
    picture.seek(0)
    return receive(actor, [FileStorage(picture, "signed.jpg")]).names


def test_from_the_question_to_two_signatures(cast) -> None:
    case, mediation = begun(cast)
    assert row(mediation).state == State.RUNNING
    assert cast.stage(case) is Stage.MEDIATION
    mediator = cast.actor(cast.observer)
    session = Session(clock.now() - timedelta(hours=3), "居委会", "林、陈、林书记", "陈说孩子写作业才拖的")
    commands.note_session(mediator, mediation, session)
    commands.write_agreement(mediator, mediation, TEXT)
    sign(cast, cast.lin, mediation)
    assert row(mediation).state == State.SIGNING
    sign(cast, cast.chen, mediation)
    assert row(mediation).state == State.REACHED
    assert cast.stage(case) is Stage.WORKING
    assert "mediation_reached" in cast.news(cast.chen)
    with pytest.raises(RuleBroken):
        commands.write_agreement(mediator, mediation, "改一改")


def test_what_is_said_there_is_for_the_sides_and_the_mediator_alone(cast) -> None:
    case, mediation = begun(cast)
    commands.write_agreement(cast.actor(cast.observer), mediation, TEXT)
    for inside in (cast.lin, cast.chen, cast.observer):
        assert queries.mediation(cast.actor(inside), mediation).agreement == TEXT
        assert may_see(cast.actor(inside), f"mediation:{mediation}")
    for outside in (cast.desk, cast.manager, cast.chair, cast.admin, cast.stranger):
        assert not may_see(cast.actor(outside), f"mediation:{mediation}")
        with pytest.raises(NotFound):
            queries.mediation(cast.actor(outside), mediation)
    with pytest.raises(NotFound):
        queries.card(cast.actor(cast.chen), case)  # a side sees the mediation, not who complained of what
    stored = str(db.session.connection().exec_driver_sql("select * from case_mediations").all())
    assert "22 点" not in stored
    inside = queries.actions(cast.actor(cast.desk), case).inside
    assert inside is not None
    assert [(one.state, one.inside) for one in inside.mediations] == [("signing", False)]


def test_the_record_does_not_say_who_was_called_to_it(cast) -> None:
    _, mediation = begun(cast)
    commands.write_agreement(cast.actor(cast.observer), mediation, TEXT)
    sign(cast, cast.lin, mediation)
    for one in db.session.scalars(select(AuditRow).where(AuditRow.fact.in_(["MediationAgreed", "AgreementSigned"]))):
        assert one.user_id is None
    entries = audit.page(cast.actor(cast.chair), audit.Filter()).entries
    assert not [one for one in entries if str(mediation) in str(one.data.get("link", ""))]


def test_every_deed_is_refused_to_whom_it_does_not_belong(cast) -> None:
    case, mediation = begun(cast)
    session = Session(clock.now(), "a", "b", "c")
    for outside in (cast.stranger, cast.desk, cast.manager, cast.chair):
        actor = cast.actor(outside)
        for deed in (
            lambda a=actor: commands.agree(a, mediation),
            lambda a=actor: commands.note_session(a, mediation, session),
            lambda a=actor: commands.write_agreement(a, mediation, TEXT),
            lambda a=actor: commands.ask_to_sign(a, mediation, "x"),
            lambda a=actor: commands.sign(a, mediation, fingerprint(TEXT), "123456", "x"),
            lambda a=actor: commands.keep_signed_paper(a, mediation, 1, ("x",)),
            lambda a=actor: commands.end_mediation(a, mediation),
        ):
            with pytest.raises(NotFound):
                deed()
    with pytest.raises(Forbidden):
        commands.write_agreement(cast.actor(cast.lin), mediation, TEXT)
    with pytest.raises(NotFound):
        commands.open_mediation(cast.actor(cast.stranger), case, [Side("a"), Side("b")], cast.observer)
    with pytest.raises(Forbidden):
        commands.open_mediation(cast.actor(cast.lin), case, [Side("a"), Side("b")], cast.observer)
    commands.write_agreement(cast.actor(cast.observer), mediation, TEXT)
    with pytest.raises(Forbidden):
        commands.ask_to_sign(cast.actor(cast.observer), mediation, "x")


def test_a_wrong_code_or_another_text_signs_nothing(cast) -> None:
    _, mediation = begun(cast)
    commands.write_agreement(cast.actor(cast.observer), mediation, TEXT)
    with pytest.raises(RuleBroken):
        commands.sign(cast.actor(cast.lin), mediation, fingerprint(TEXT), "000000", "phone")
    with pytest.raises(RuleBroken, match="刚刚改过"):
        sign(cast, cast.lin, mediation, "别的")
    assert db.session.scalars(select(MediationParty.signed_at)).all() == [None, None]


def test_changing_the_text_makes_signatures_void(cast) -> None:
    _, mediation = begun(cast)
    mediator = cast.actor(cast.observer)
    commands.write_agreement(mediator, mediation, TEXT)
    sign(cast, cast.lin, mediation)
    commands.write_agreement(mediator, mediation, TEXT + "另：互相留电话。")
    assert queries.mediation(mediator, mediation).sides[0].signed_at is None
    assert queries.mediation(cast.actor(cast.lin), mediation).may_sign


def test_somebody_without_an_account_agrees_in_person_and_signs_on_paper(cast) -> None:
    case = cast.told(kind=Kind.NEIGHBOUR)
    sides = [Side("林阿姨", cast.lin), Side("楼下老孙")]
    mediation = commands.open_mediation(cast.actor(cast.desk), case, sides, cast.observer)
    mediator = cast.actor(cast.observer)
    with pytest.raises(RuleBroken, match="每一方都同意"):
        commands.write_agreement(mediator, mediation, TEXT)
    commands.agree(cast.actor(cast.lin), mediation)
    with pytest.raises(RuleBroken):
        commands.agree(cast.actor(cast.lin), mediation)
    lin, sun = (side.id for side in queries.mediation(mediator, mediation).sides)
    with pytest.raises(NotFound):
        commands.agree(mediator, mediation, lin)  # she speaks for herself
    commands.agree(mediator, mediation, sun)
    commands.write_agreement(mediator, mediation, TEXT)
    with pytest.raises(RuleBroken):
        commands.keep_signed_paper(mediator, mediation, sun, ())
    commands.keep_signed_paper(mediator, mediation, sun, photo(mediator))
    with pytest.raises(RuleBroken):
        commands.keep_signed_paper(mediator, mediation, sun, photo(mediator))
    commands.keep_signed_paper(mediator, mediation, lin, photo(mediator))
    assert row(mediation).state == State.REACHED
    assert len(queries.mediation(cast.actor(cast.lin), mediation).sides[1].photos) == 1


def test_a_side_may_go_and_a_withdrawn_case_ends_it(cast) -> None:
    case, mediation = begun(cast)
    with pytest.raises(RuleBroken):
        commands.answer(cast.actor(cast.desk), case, "就这样", True)
    commands.end_mediation(cast.actor(cast.chen), mediation)
    assert row(mediation).state == State.NOT_REACHED
    assert cast.stage(case) is Stage.WORKING
    case, mediation = begun(cast)
    commands.withdraw(cast.actor(cast.lin), case)
    assert row(mediation).state == State.NOT_REACHED
    assert cast.stage(case) is Stage.WITHDRAWN


def test_two_at_once_and_a_foreign_mediator_are_refused(cast) -> None:
    case, _ = begun(cast)
    with pytest.raises(RuleBroken):
        commands.open_mediation(cast.actor(cast.desk), case, [Side("a"), Side("b")], cast.observer)
    other = cast.told()
    with pytest.raises(RuleBroken):
        commands.open_mediation(cast.actor(cast.desk), other, [Side("a"), Side("b")], cast.stranger)
    with pytest.raises(RuleBroken):
        commands.open_mediation(cast.actor(cast.desk), other, [Side("a")], cast.observer)


def test_the_database_itself_refuses_what_must_never_be(cast) -> None:
    case, mediation = begun(cast)
    second = (
        "insert into case_mediations (id, case_id, mediator_id, opened_by_id, opened_at, state, version) "
        f"values (1, {case}, {cast.observer}, {cast.desk}, '2026-01-01 00:00:00', 'running', 1)"
    )
    for change in (
        second,
        f"update case_mediations set state = 'reached' where id = {mediation}",
        f"update case_mediations set state = 'x' where id = {mediation}",
        f"update case_mediation_parties set signed_at = '2026-01-01 00:00:00' where mediation_id = {mediation}",
        f"update case_mediation_parties set user_id = {cast.lin} where mediation_id = {mediation}",
    ):
        with db.engine.begin() as connection, pytest.raises(IntegrityError):
            connection.exec_driver_sql(change)
