"""A key for a program outside."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, SelectChoice, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from hub.core.i18n import lazy as _l
from hub.features.repairs.rules.open311 import MOST_PER_HOUR, Wanted

SCOPES = {"read": _l("只看进度"), "write": _l("看进度，也能报修")}


class ClientForm(FlaskForm):
    """For whom, for what, how often."""

    name = StringField(
        _l("给谁用"),
        [InputRequired(_l("请写明给谁用。")), Length(max=60, message=_l("最多 60 个字。"))],
        description=_l("单位或系统的名字，比如“街道 12345 平台”"),
    )
    scope = RadioField(_l("能做什么"), choices=[SelectChoice(key, name) for key, name in SCOPES.items()])
    per_hour = IntegerField(
        _l("每小时最多报修几次"),
        [
            InputRequired(_l("请填写数字。")),
            NumberRange(1, MOST_PER_HOUR, _l("请填 1 到 %(most)s。", most=MOST_PER_HOUR)),
        ],
    )

    def __init__(self) -> None:
        super().__init__(scope="read", per_hour=60)

    def data_object(self) -> Wanted:
        return Wanted((self.name.data or "").strip(), self.scope.data, self.per_hour.data or 0)
