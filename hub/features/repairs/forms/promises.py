"""A promise, as somebody at the office fills it in."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, RadioField, SelectChoice, SelectField
from wtforms.validators import InputRequired

from hub.core.i18n import lazy as _l
from hub.features.repairs.rules.clocks import Promise
from hub.features.repairs.rules.places import KINDS, URGENCIES, Kind, Urgency

_NUMBER = [InputRequired(_l("请填写数字。"))]


class PromiseForm(FlaskForm):
    """Of which reports, how long, and which hours count."""

    kind = SelectField(_l("哪一类"))
    urgency = RadioField(_l("急不急"), choices=[SelectChoice(key.value, name) for key, name in URGENCIES.items()])
    accept = IntegerField(_l("多少分钟内受理"), _NUMBER)
    hours = IntegerField(_l("多少小时内修好"), _NUMBER)
    always = BooleanField(_l("白天黑夜都算"), description=_l("不勾就只算办公时间"))

    def __init__(self) -> None:
        super().__init__(urgency="ordinary")
        self.kind.choices = [SelectChoice("", _l("所有种类")), *(SelectChoice(k.value, n) for k, n in KINDS.items())]

    def which(self) -> tuple[Kind | None, Urgency]:
        """None: every kind."""
        return Kind(self.kind.data) if self.kind.data else None, Urgency(self.urgency.data)

    def data_object(self) -> Promise:
        return Promise(self.accept.data or 0, (self.hours.data or 0) * 60, bool(self.always.data))
