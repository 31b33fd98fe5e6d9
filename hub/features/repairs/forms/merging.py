"""Saying that reports are the same thing, or are not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import MultipleFileField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from hub.core.authz import is_id
from hub.core.i18n import lazy as _l
from hub.features.repairs.queries.cards import Line

ANOTHER = "0"


class MergeForm(FlaskForm):
    """Which report it repeats: one of those nearby, or any other by its number."""

    into = RadioField(_l("是哪一张"), validate_choice=False, default=ANOTHER)
    number = StringField(_l("工单号"), [Optional(), Length(max=12)], description=_l("例如：R-0412"))
    note = TextAreaField(
        _l("说明"), [Optional(), Length(max=500)], description=_l("报修的邻居会看到，例如：同一部电梯，一起修")
    )

    def __init__(self, nearby: Sequence[Line], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.into.choices = [*((str(line.id), _shown(line)) for line in nearby), (ANOTHER, _l("别的工单，填工单号"))]
        self.number.flags.required = True
        if not self.is_submitted() and nearby:
            self.into.data = str(nearby[0].id)

    def validate_into(self, field: RadioField) -> None:
        if field.data not in {value for value, _ in field.choices}:
            raise ValidationError(_l("请选一张工单。"))

    def validate_number(self, field: StringField) -> None:
        if self.into.data == ANOTHER and not self.into_id():
            raise ValidationError(_l("工单号是 R- 加数字，例如 R-0412。"))

    def into_id(self) -> int:
        """The id that was chosen, or behind the number; 0 when it is none."""
        if self.into.data not in (None, ANOTHER):
            return int(self.into.data)
        digits = str(self.number.data or "").strip().upper().removeprefix("R-")
        return int(digits) if is_id(digits) else 0


def _shown(line: Line) -> Markup:
    """Number, where, what and how far, with neighbours' words marked as Chinese."""
    words = Markup('{} <span lang="zh-CN">{}：{}</span> · {}')
    return words.format(line.number, line.where, line.headline, line.stage_name)


class SplitForm(FlaskForm):
    """Why they are not the same thing."""

    reason = TextAreaField(
        _l("为什么拆开"),
        [InputRequired(_l("请写明为什么要拆开，报修的邻居会看到。")), Length(max=500)],
        description=_l("报修的邻居会看到，例如：不是同一根水管"),
    )


class ObjectionForm(FlaskForm):
    """Not fixed at my place."""

    note = TextAreaField(
        _l("您那里还有什么问题"), [InputRequired(_l("请写一下您那里还有什么问题。")), Length(max=2000)]
    )
    photos = MultipleFileField(_l("照片"), description=_l("最多 9 张"))
