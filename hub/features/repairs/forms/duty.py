"""What the office and the technicians fill in about their work."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, RadioField, SelectChoice, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from hub.core import clock
from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken
from hub.features.repairs.queries.board import buildings
from hub.features.repairs.queries.dispatch import Member
from hub.features.repairs.queries.duty import supervisors
from hub.features.repairs.rules.dispatch import Patience
from hub.features.repairs.rules.places import KINDS, Kind
from hub.features.repairs.rules.plan import LONGEST_PATIENCE, Plan, Settings
from hub.features.repairs.rules.shifts import WEEKDAYS, Shift, parse_day, spoken_day


def _boxes(label: Any, coerce: Any, hint: Any) -> SelectMultipleField:
    """Several of a list, each with a box of its own."""
    return SelectMultipleField(
        label, coerce=coerce, description=hint, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )


class PlanForm(FlaskForm):
    """A technician's skills, buildings and week."""

    skills = _boxes(_l("会修什么"), Kind, _l("都不选，就是什么都会"))
    buildings = _boxes(_l("负责哪几栋"), int, _l("都不选，就是全小区"))
    day0 = StringField(WEEKDAYS[0], [Optional(), Length(max=60)])
    day1 = StringField(WEEKDAYS[1], [Optional(), Length(max=60)])
    day2 = StringField(WEEKDAYS[2], [Optional(), Length(max=60)])
    day3 = StringField(WEEKDAYS[3], [Optional(), Length(max=60)])
    day4 = StringField(WEEKDAYS[4], [Optional(), Length(max=60)])
    day5 = StringField(WEEKDAYS[5], [Optional(), Length(max=60)])
    day6 = StringField(WEEKDAYS[6], [Optional(), Length(max=60)])

    def __init__(self, member: Member, *args: Any, **kwargs: Any) -> None:
        week = {f"day{day}": spoken_day(s for s in member.shifts if s.weekday == day) for day in range(7)}
        super().__init__(*args, skills=list(member.skills), buildings=list(member.building_ids), **{**week, **kwargs})
        self.skills.choices = [SelectChoice(kind.value, name) for kind, name in KINDS.items()]
        self.buildings.choices = [SelectChoice(key, name) for key, name in buildings()]

    @property
    def days(self) -> list[StringField]:
        """Monday to Sunday."""
        return [self[f"day{day}"] for day in range(7)]

    def validate(self, extra_validators: Any = None) -> bool:
        fine = super().validate(extra_validators)
        for day, field in enumerate(self.days):
            try:
                parse_day(day, field.data or "")
            except RuleBroken as problem:
                field.errors = [problem.message]
                fine = False
        return fine

    def data_object(self) -> Plan:
        shifts: list[Shift] = []
        for day, field in enumerate(self.days):
            shifts.extend(parse_day(day, field.data or ""))
        return Plan(frozenset(self.skills.data or ()), frozenset(self.buildings.data or ()), tuple(shifts))


class AwayForm(FlaskForm):
    """Until when somebody is not to be asked."""

    until = RadioField(
        _l("离开到什么时候"),
        [InputRequired(_l("请选离开到什么时候。"))],
        choices=[
            SelectChoice("1h", _l("1 小时")),
            SelectChoice("3h", _l("3 小时")),
            SelectChoice("today", _l("今天都不在")),
            SelectChoice("3d", _l("3 天")),
            SelectChoice("open", _l("回来再说")),
        ],
    )
    reason = StringField(_l("为什么"), [Optional(), Length(max=100)], description=_l("只有物业办公室看得到"))

    def moment(self) -> datetime | None:
        """The end, None when it is open."""
        now = clock.now()
        if self.until.data == "today":
            return clock.local(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        spans = {"1h": timedelta(hours=1), "3h": timedelta(hours=3), "3d": timedelta(days=3)}
        span = spans.get(str(self.until.data))
        return now + span if span else None


class SettingsForm(FlaskForm):
    """How dispatch works."""

    automatic = BooleanField(_l("受理后自动派单"), description=_l("关掉以后，每一单都由前台指定师傅"))
    urgent_at_once = BooleanField(_l("紧急报修不等受理，马上派单"))
    offer_minutes = IntegerField(
        _l("一般报修：几分钟不接就问下一位"),
        [InputRequired(_l("请填写分钟数。")), NumberRange(1, LONGEST_PATIENCE, _l("请填写 1 到 240 分钟。"))],
    )
    urgent_offer_minutes = IntegerField(
        _l("紧急报修：几分钟不接就问下一位"),
        [InputRequired(_l("请填写分钟数。")), NumberRange(1, LONGEST_PATIENCE, _l("请填写 1 到 240 分钟。"))],
    )
    supervisor_id = SelectField(_l("没有人接单时由谁负责"), [Optional()])

    def __init__(self, now: Settings, *args: Any, **kwargs: Any) -> None:
        super().__init__(
            *args,
            **kwargs,
            automatic=now.automatic,
            urgent_at_once=now.urgent_at_once,
            offer_minutes=now.patience.ordinary,
            urgent_offer_minutes=now.patience.urgent,
            supervisor_id=str(now.supervisor_id or ""),
        )
        self.supervisor_id.choices = [
            SelectChoice("", _l("任何一位经理")),
            *(SelectChoice(str(key), name, {"lang": "zh-CN"}) for key, name in supervisors()),
        ]

    def data_object(self) -> Settings:
        return Settings(
            bool(self.automatic.data),
            bool(self.urgent_at_once.data),
            Patience(self.offer_minutes.data or 0, self.urgent_offer_minutes.data or 0),
            int(self.supervisor_id.data) if self.supervisor_id.data else None,
        )


class QuickAssignForm(FlaskForm):
    """On the board: to somebody chosen, or to whoever fits."""

    user_id = StringField(_l("派给"), [Regexp(r"auto|\d{1,9}", message=_l("请选一位维修师傅。"))])
    reason = StringField(_l("为什么"), [Optional(), Length(max=200)])

    @property
    def automatic(self) -> bool:
        """Dispatch is to choose."""
        return self.user_id.data == "auto"

    @property
    def chosen(self) -> int:
        """Whom the office has chosen."""
        return int(self.user_id.data or 0)
