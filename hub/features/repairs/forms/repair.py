"""What people fill in."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    MultipleFileField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from hub.core import clock
from hub.core.authz import Actor
from hub.core.i18n import _
from hub.core.i18n import lazy as _l
from hub.features.repairs.queries import places as where
from hub.features.repairs.queries.labels import label_of
from hub.features.repairs.queries.people import technicians
from hub.features.repairs.rules import places
from hub.features.repairs.rules.places import Kind, Spot, Urgency, Visit
from hub.features.repairs.rules.report import Caller, Report

PUBLIC = "public"


def _options(names: dict[Any, Any]) -> list[tuple[str, Any]]:
    return [(str(value.value), name) for value, name in names.items()]


def _chinese(words: str, before: str = "", after: str = "") -> Markup:
    """A name from the register, marked as Chinese inside a label of whatever language."""
    return Markup('<span>{} <span lang="zh-CN">{}</span> {}</span>').format(before, words, after)


class PlaceForm(FlaskForm):
    """A public place and what may break there."""

    door = SelectField(_l("哪栋楼"), default="")
    floor = IntegerField(_l("几楼"), [Optional(), NumberRange(-9, 99, _l("请填写楼层数字。"))])
    spot = SelectField(_l("什么位置"), default="")
    place_note = StringField(_l("具体位置"), [Optional(), Length(max=100)], description=_l("例如：东侧第二根柱子旁"))
    kind = SelectField(_l("什么问题"), [InputRequired(_l("请选什么坏了。"))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        doors = (SelectChoice(door.value, door.name, {"lang": "zh-CN"}) for door in where.doors())
        self.door.choices = [SelectChoice("", _l("不在楼里")), *doors]
        self.spot.choices = [("", _l("请选择")), *_options(places.SPOTS)]
        self.kind.choices = [("", _l("请选择")), *_options(places.KINDS)]

    def public_place(self, description: str = "", **more: Any) -> Report:
        """The report of a public place."""
        door = where.door(self.door.data or "")
        return Report(
            kind=Kind(self.kind.data),
            description=description,
            spot=Spot(self.spot.data),
            building_id=door.building_id if door else None,
            entrance_id=door.entrance_id if door else None,
            floor=self.floor.data,
            place_note=self.place_note.data or "",
            **more,
        )


class ReportForm(PlaceForm):
    """A neighbour's report: one of their flats, or a public place."""

    place = RadioField(_l("哪里坏了"), [InputRequired(_l("请选是家里还是公共部位。"))])
    description = TextAreaField(
        _l("怎么了"),
        [InputRequired(_l("请写一下哪里坏了。")), Length(max=2000)],
        description=_l("例如：电梯停在 7 楼不动"),
    )
    photos = MultipleFileField(_l("照片"), description=_l("最多 9 张"))
    urgency = RadioField(
        _l("急不急"),
        default=Urgency.ORDINARY.value,
        description=_l("有人被困、漏水、着火请选紧急，并马上打电话"),
    )
    visit_on = DateField(_l("希望哪天上门"), [Optional()])
    visit_part = SelectField(_l("什么时间方便"), default=Visit.ANY.value)
    anyway = BooleanField(_l("不是同一件事，继续提交"))
    subject = HiddenField()  # from a label; what no label in use stands for is passed over

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place.choices = self.own_places(actor)
        self.urgency.choices = _options(places.URGENCIES)
        self.visit_part.choices = _options(places.VISITS)
        if not self.is_submitted() and not self.place.data:
            self.place.data = self.place.choices[0][0]

    def own_places(self, actor: Actor) -> list[tuple[str, Any]]:
        """The flats to choose from, and the public places."""
        units = [(f"u{unit_id}", _chinese(code, before=_("我家"))) for unit_id, code in where.units_of(actor)]
        return [*units, (PUBLIC, _l("公共部位"))]

    def validate_spot(self, field: SelectField) -> None:
        if self.place.data == PUBLIC and not field.data:
            raise ValidationError(_l("请选公共部位的位置。"))

    def validate_visit_on(self, field: DateField) -> None:
        if field.data and field.data < clock.today():
            raise ValidationError(_l("请选今天或以后的日期。"))

    def unit_id(self) -> int:
        """The flat that was chosen."""
        return int(str(self.place.data).removeprefix("u"))

    def so_far(self) -> Report | None:
        """Where and what, before the words are written; None while that is not chosen."""
        chosen = self.kind.validate(self) and self.place.validate(self) and self.spot.validate(self)
        return self.data_object() if chosen else None

    def data_object(self) -> Report:
        said = self.description.data or ""
        urgency = Urgency(self.urgency.data)
        if self.place.data == PUBLIC:
            about = self.subject.data or ""
            return self.public_place(said, urgency=urgency, subject=about if about and label_of(about) else "")
        return Report(
            kind=Kind(self.kind.data),
            description=said,
            urgency=urgency,
            unit_id=self.unit_id(),
            place_note=self.place_note.data or "",
            visit_on=self.visit_on.data,
            visit_part=Visit(self.visit_part.data),
        )


class CallerReportForm(ReportForm):
    """The desk writes for somebody who rang."""

    unit_code = StringField(_l("房号"), [Length(max=40)], description=_l("例如：3-2-701"))
    name = StringField(_l("怎么称呼"), [Optional(), Length(max=40)])
    phone = StringField(_l("回电号码"), [Optional(), Length(max=30)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit_code.flags.required = True

    def own_places(self, actor: Actor) -> list[tuple[str, Any]]:
        return [("unit", _l("住户家里")), (PUBLIC, _l("公共部位"))]

    def validate_unit_code(self, field: StringField) -> None:
        if self.place.data != PUBLIC and where.unit_by_code(field.data or "") is None:
            raise ValidationError(_l("没有这个房号，请照名册上的写法填写。"))

    def unit_id(self) -> int:
        found = where.unit_by_code(self.unit_code.data or "")
        assert found is not None
        return found

    def caller(self) -> Caller:
        """Who rang."""
        return Caller(self.name.data or "", self.phone.data or "")


class GuestForm(FlaskForm):
    """By the label on a machine, without signing in."""

    description = TextAreaField(_l("怎么了"), [InputRequired(_l("请写一下哪里坏了。")), Length(max=1000)])
    photos = MultipleFileField(_l("照片"), description=_l("最多 9 张"))
    name = StringField(_l("怎么称呼"), [Optional(), Length(max=40)])
    phone = StringField(
        _l("电话"), [Optional(), Length(max=30)], description=_l("只有物业和来修的师傅能看到，只用来问您这件事")
    )

    def caller(self) -> Caller:
        """Whom to ring back, if anybody."""
        return Caller(self.name.data or "", self.phone.data or "")


class LabelForm(PlaceForm):
    """A label for a machine."""

    title = StringField(
        _l("标签上写什么"),
        [InputRequired(_l("请填写标签上的名称。")), Length(max=60)],
        description=_l("例如：3号楼2单元电梯"),
    )

    def validate_spot(self, field: SelectField) -> None:
        if not field.data:
            raise ValidationError(_l("请选公共部位的位置。"))


class StepForm(FlaskForm):
    """A step with words and photos."""

    note = TextAreaField(_l("说明"), [Optional(), Length(max=2000)])
    photos = MultipleFileField(_l("照片"), description=_l("最多 9 张"))


class AssignForm(FlaskForm):
    """To whom, and why."""

    user_id = RadioField(_l("派给哪位师傅"), [InputRequired(_l("请选一位维修师傅。"))], coerce=int)
    reason = StringField(_l("为什么"), [Optional(), Length(max=200)], description=_l("师傅会看到"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user_id.choices = [
            (worker.user_id, _chinese(worker.name, after=_("手上 %(n)s 单", n=worker.open_jobs)))
            for worker in technicians()
        ]


class RatingForm(FlaskForm):
    """One to five, and a word."""

    score = RadioField(
        _l("修得怎么样"),
        [InputRequired(_l("请选 1 到 5 星。"))],
        coerce=int,
        choices=[
            SelectChoice("5", _l("5 星 很满意")),
            SelectChoice("4", _l("4 星 满意")),
            SelectChoice("3", _l("3 星 一般")),
            SelectChoice("2", _l("2 星 不满意")),
            SelectChoice("1", _l("1 星 很不满意")),
        ],
    )
    comment = TextAreaField(_l("想说的话"), [Optional(), Length(max=1000)])


class AnswerForm(FlaskForm):
    """The office's answer to a verdict."""

    answer = TextAreaField(_l("给邻居的答复"), [InputRequired(_l("请写下给邻居的答复。")), Length(max=1000)])


class PhoneForm(FlaskForm):
    """Why the number is needed."""

    reason = StringField(
        _l("为什么要看号码"),
        [InputRequired(_l("请写明为什么要看号码，会留下记录。")), Length(max=200)],
        description=_l("例如：约上门时间。会留下记录。"),
    )
