"""When the office is open, as somebody fills it in."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, StringField
from wtforms.validators import InputRequired, Length, Optional

from hub.core import hours
from hub.core.i18n import lazy as _l
from hub.people.commands.office_hours import Week
from hub.people.worktime import Day, Hours

_DAY = [InputRequired(_l("请选日期。"))]


class HoursForm(FlaskForm):
    """Opening hours from a day on."""

    workday = StringField(
        _l("工作日"),
        [InputRequired(_l("工作日总要开门，请填写办公时间。")), Length(max=60)],
        description=_l("例如 8:00-12:00、14:00-18:00；调休上班的周末也算工作日"),
    )
    saturday = StringField(_l("星期六"), [Optional(), Length(max=60)], description=_l("不开门就空着"))
    sunday = StringField(_l("星期日"), [Optional(), Length(max=60)], description=_l("不开门就空着"))
    holiday = StringField(_l("法定节假日"), [Optional(), Length(max=60)], description=_l("不开门就空着"))
    since = DateField(_l("从哪天起"), _DAY)

    def __init__(self, now: Hours, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**{day.value: hours.spoken(now.spans.get(day, ())) for day in Day}, **kwargs})

    def data_object(self) -> Week:
        assert self.since.data is not None
        typed = {day.value: self[day.value].data or "" for day in Day}
        return Week(self.since.data, **typed)


class ClosureForm(FlaskForm):
    """Days off of this office's own."""

    first = DateField(_l("哪天开始休息"), _DAY)
    last = DateField(_l("休到哪天（含）"), _DAY)
    name = StringField(_l("为什么"), [InputRequired(_l("请写明为什么休息，居民会看到。")), Length(max=60)])
