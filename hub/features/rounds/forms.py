"""What the office and the walkers fill in."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    IntegerField,
    MultipleFileField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken
from hub.features.rounds import queries
from hub.features.rounds.queries import PointCard, RoundCard
from hub.features.rounds.rules.outings import KINDS, Kind
from hub.features.rounds.rules.plans import USUAL_SECONDS, Manners, PointPlan, RoundPlan
from hub.features.rounds.rules.timetable import WEEKDAYS, Timetable, parse_starts


class RoundForm(FlaskForm):
    """A round and its timetable."""

    name = StringField(
        _l("路线名称"),
        [InputRequired(_l("请给路线起个名字。")), Length(max=60)],
        description=_l("例如：夜间巡更、3 号楼保洁"),
    )
    kind = SelectField(_l("做什么"))
    weekdays = SelectMultipleField(
        _l("每周哪几天"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    starts = StringField(
        _l("几点开始"),
        [InputRequired(_l("请写上开始时间，例如 8:00、14:00、22:00。")), Length(max=200)],
        description=_l("一天几趟就写几个，例如 8:00、14:00、22:00"),
    )
    minutes = IntegerField(
        _l("每趟要在多少分钟内走完"),
        [InputRequired(_l("请填写分钟数。")), NumberRange(5, 1440, _l("每趟时长请填 5 到 1440 分钟。"))],
        description=_l("可以跨过半夜，例如 23:30 开始、60 分钟"),
    )
    walker_id = SelectField(_l("谁来走"), [Optional()])
    photos = BooleanField(_l("每个点都要拍现场照片"), description=_l("二维码可能被人拍下来，照片能证明真的到了"))

    def __init__(self, card: RoundCard | None, *args: Any, **kwargs: Any) -> None:
        known: dict[str, Any] = {"weekdays": list(range(7)), "minutes": 60}
        if card is not None:
            known = {
                "name": card.name,
                "kind": card.kind.value,
                "weekdays": sorted(card.timetable.weekdays),
                "starts": card.times,
                "minutes": card.timetable.minutes,
                "walker_id": str(card.walker_id or ""),
                "photos": card.photos,
            }
        super().__init__(*args, **{**known, **kwargs})
        self.kind.choices = [SelectChoice(kind.value, name) for kind, name in KINDS.items()]
        self.weekdays.choices = [SelectChoice(day, name) for day, name in enumerate(WEEKDAYS)]
        people = queries.walkers()
        self.walker_id.choices = [
            SelectChoice("", _l("保安和维修师傅都可以")),
            *(SelectChoice(str(key), name, {"lang": "zh-CN"}) for key, name in people),
        ]

    def validate_starts(self, field: StringField) -> None:
        try:
            parse_starts(field.data or "")
        except RuleBroken as problem:
            raise ValidationError(str(problem.message)) from problem

    def data_object(self) -> RoundPlan:
        return RoundPlan(
            name=self.name.data or "",
            kind=Kind(self.kind.data),
            timetable=Timetable(
                frozenset(self.weekdays.data or ()), parse_starts(self.starts.data or ""), self.minutes.data or 0
            ),
            walker_id=int(self.walker_id.data) if self.walker_id.data else None,
            photos=bool(self.photos.data),
        )


class PointForm(FlaskForm):
    """A point on the way."""

    name = StringField(
        _l("巡查点名称"),
        [InputRequired(_l("请给巡查点起个名字。")), Length(max=60)],
        description=_l("例如：地下车库东门、消防泵房"),
    )
    door = SelectField(_l("哪栋楼"), [Optional()], default="")
    place_note = StringField(_l("二维码贴在哪里"), [Optional(), Length(max=100)], description=_l("例如：门内侧右手边"))
    checks = TextAreaField(
        _l("到这里看什么"),
        [Optional(), Length(max=300)],
        description=_l("一行一件，例如：消防通道有没有堵、灯亮不亮"),
    )
    min_seconds = IntegerField(
        _l("从上一个点走过来至少几秒"),
        [InputRequired(_l("请填写秒数。")), NumberRange(0, 3600, _l("请填写 0 到 3600 秒。"))],
        default=USUAL_SECONDS,
        description=_l("比这还快会标上“太快”"),
    )
    position = IntegerField(
        _l("第几个走"), [Optional(), NumberRange(1, 100, _l("请填写 1 到 100。"))], description=_l("不填就排在最后")
    )

    def __init__(self, card: PointCard | None, *args: Any, **kwargs: Any) -> None:
        known: dict[str, Any] = {}
        if card is not None:
            known = {name: getattr(card, name) for name in ("name", "door", "place_note", "checks", "min_seconds")}
            known["position"] = card.position
        super().__init__(*args, **{**known, **kwargs})
        doors = (SelectChoice(value, name, {"lang": "zh-CN"}) for value, name in queries.door_names().items())
        self.door.choices = [SelectChoice("", _l("不在楼里")), *doors]

    def data_object(self) -> PointPlan:
        building_id, entrance_id = queries.door(self.door.data or "")
        return PointPlan(
            name=self.name.data or "",
            building_id=building_id,
            entrance_id=entrance_id,
            place_note=self.place_note.data or "",
            checks=self.checks.data or "",
            min_seconds=USUAL_SECONDS if self.min_seconds.data is None else self.min_seconds.data,
            position=self.position.data,
        )


class VisitForm(FlaskForm):
    """At a label: one button; a photo and a problem if there are any."""

    photos = MultipleFileField(_l("现场照片"))
    seen = TextAreaField(
        _l("发现问题"),
        [Optional(), Length(max=500)],
        description=_l("写了就会报修，例如：楼道灯坏了。没有问题就空着"),
    )


class ExcuseForm(FlaskForm):
    """Why an outing need not be walked."""

    reason = StringField(
        _l("为什么不用走"),
        [InputRequired(_l("请写一下为什么不用走。")), Length(max=200)],
        description=_l("例如：暴雨红色预警"),
    )


class MannersForm(FlaskForm):
    """How rounds work here."""

    grace_minutes = IntegerField(
        _l("时间到了以后再等几分钟"),
        [InputRequired(_l("请填写分钟数。")), NumberRange(0, 240, _l("请填写 0 到 240 分钟。"))],
        description=_l("这几分钟里到的算“迟到”，过了还没到就提醒主管"),
    )
    keep_days = IntegerField(
        _l("谁走的，保留多少天"),
        [InputRequired(_l("请填写天数。")), NumberRange(1, 730, _l("请填写 1 到 730 天。"))],
        description=_l("到期后只留次数和照片，不再留是谁"),
    )

    def data_object(self) -> Manners:
        return Manners(self.grace_minutes.data or 0, self.keep_days.data or 0)
