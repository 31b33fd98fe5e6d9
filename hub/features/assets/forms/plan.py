"""A plan of maintenance."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from hub.core import clock
from hub.core.i18n import lazy as _l
from hub.features.assets.queries.people import technicians
from hub.features.assets.rules.intervals import Counted, Every, Span
from hub.features.assets.rules.kinds import KINDS, Kind, usual
from hub.features.assets.rules.planning import COUNTED, Plan

SPANS = {Span.DAY: _l("天"), Span.WEEK: _l("周"), Span.MONTH: _l("个月")}


class PlanForm(FlaskForm):
    """For this asset, or for all of its kind."""

    target = RadioField(_l("给哪些设备"), [InputRequired(_l("请选一台设备，或者一类设备。"))])
    title = StringField(
        _l("做什么"), [InputRequired(_l("请写明做什么。")), Length(max=60)], description=_l("例如：半月保养")
    )
    n = IntegerField(_l("每隔"), [InputRequired(_l("请填写间隔。")), NumberRange(1, 3660, _l("请填写 1 以上的数。"))])
    span = SelectField(_l("单位（天、周、月）"), default=Span.MONTH.value)
    counted = RadioField(_l("怎么算下一次"), [InputRequired(_l("请选怎么算下一次。"))], default=Counted.SCHEDULED.value)
    first = DateField(_l("第一次"), [InputRequired(_l("请填写第一次的日期。"))])
    lead = IntegerField(
        _l("提前几天派工单"),
        [InputRequired(_l("请填写提前几天。")), NumberRange(0, 60, _l("提前 0 到 60 天。"))],
        default=3,
    )
    technician_id = SelectField(_l("谁来做"), default="")
    checklist = TextAreaField(
        _l("要检查的项目"), [Optional(), Length(max=1000)], description=_l("一行一项，会写在工单里")
    )

    def __init__(self, kind: Kind, asset: tuple[int, str] | None, *args: Any, **kwargs: Any) -> None:
        self.asset_id, self.chosen_kind = (asset[0] if asset else None), kind
        super().__init__(*args, **kwargs)
        one = [(f"asset:{asset[0]}", _l("只给这一台"))] if asset else []
        self.target.choices = [*one, (kind.value, _l("所有%(kind)s", kind=KINDS[kind]))]
        self.span.choices = [(str(span.value), name) for span, name in SPANS.items()]
        self.counted.choices = [(str(counted.value), name) for counted, name in COUNTED.items()]
        people = (SelectChoice(str(user_id), name, {"lang": "zh-CN"}) for user_id, name in technicians())
        self.technician_id.choices = [SelectChoice("", _l("系统按排班派单")), *people]
        if not self.is_submitted():
            self._begin(kind)

    def _begin(self, kind: Kind) -> None:
        self.target.data = self.target.choices[0][0]
        self.first.data = clock.today()
        for upkeep in usual(kind).upkeep[:1]:
            self.title.data, self.checklist.data = upkeep.title, upkeep.checklist
            self.n.data, self.span.data, self.counted.data = upkeep.every.n, upkeep.every.span.value, upkeep.counted

    def data_object(self) -> Plan:
        assert self.first.data is not None
        own = str(self.target.data).startswith("asset:")
        return Plan(
            title=self.title.data or "",
            every=Every(self.n.data or 1, Span(self.span.data)),
            counted=Counted(self.counted.data),
            first=self.first.data,
            lead=self.lead.data or 0,
            asset_id=self.asset_id if own else None,
            kind=None if own else self.chosen_kind,
            checklist=self.checklist.data or "",
            technician_id=int(self.technician_id.data) if self.technician_id.data else None,
        )
