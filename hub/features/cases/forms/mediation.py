"""What is filled in for a mediation."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import (
    DateTimeLocalField,
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from hub.core import clock
from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken
from hub.features.cases import queries
from hub.features.cases.forms.report import LONGEST, people
from hub.features.cases.rules.mediation import Session, Side
from hub.people import phones


class MediationForm(FlaskForm):
    """The sides, and whom they may trust."""

    party_1 = StringField(_l("第一方"), [InputRequired(_l("请写第一方是谁。")), Length(max=40)])
    phone_1 = StringField(_l("第一方的手机号"), [Optional(), Length(max=30)])
    party_2 = StringField(_l("第二方"), [InputRequired(_l("请写第二方是谁。")), Length(max=40)])
    phone_2 = StringField(_l("第二方的手机号"), [Optional(), Length(max=30)])
    party_3 = StringField(_l("第三方"), [Optional(), Length(max=40)])
    phone_3 = StringField(_l("第三方的手机号"), [Optional(), Length(max=30)])
    mediator_id = RadioField(_l("请谁来调解"), [InputRequired(_l("请选一位调解员。"))], coerce=int)

    def __init__(self, mediators: list[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = Markup('<span lang="zh-CN">{}</span>')
        self.mediator_id.choices = [SelectChoice(str(user_id), named.format(name)) for user_id, name in mediators]

    def sides(self) -> list[Side]:
        """Who was named; a telephone number of an account makes it a side that takes part here."""
        named = []
        for n in (1, 2, 3):
            name, phone = self[f"party_{n}"].data or "", (self[f"phone_{n}"].data or "").strip()
            if name.strip():
                named.append(Side(name.strip(), self._account(phone, f"phone_{n}") if phone else None))
        return named

    def _account(self, phone: str, field: str) -> int:
        try:
            found = queries.account_by_phone(phones.normal(phone))
        except ValueError:
            found = None
        if found is None:
            raise RuleBroken(_l("这个号码没有账号。空着也可以，到时在纸上签字。"), field)
        return found[0]


class SessionForm(FlaskForm):
    """One meeting."""

    at = DateTimeLocalField(_l("什么时间"), [InputRequired(_l("请填时间。"))])
    place = StringField(_l("在哪里"), [InputRequired(_l("请填地点。")), Length(max=100)])
    present = StringField(_l("谁在场"), [InputRequired(_l("请填谁在场。")), Length(max=200)])
    note = TextAreaField(
        _l("说了什么"), [Optional(), Length(max=LONGEST)], description=_l("加密保存，只有各方和调解员看得到")
    )

    def data_object(self) -> Session:
        assert isinstance(self.at.data, datetime)
        return Session(
            self.at.data.replace(tzinfo=clock.LOCAL),
            self.place.data or "",
            self.present.data or "",
            self.note.data or "",
        )


class AgreementForm(FlaskForm):
    """What the sides agree on."""

    agreement = TextAreaField(
        _l("协议内容"),
        [InputRequired(_l("请写协议内容。")), Length(max=LONGEST)],
        description=_l("写清楚谁、做什么、到什么时候。改动以后，已签的字作废，要重新签。"),
    )


class SignForm(FlaskForm):
    """The one-time code, and which text it is for."""

    text = HiddenField()
    code = StringField(_l("短信验证码"), [InputRequired(_l("请输入短信里的验证码。")), Length(max=12)])


class PaperForm(FlaskForm):
    """Whose hand is on the paper, and its photo."""

    party_id = SelectField(_l("哪一方签的"), [InputRequired(_l("请选是哪一方。"))], coerce=int)
    photos = MultipleFileField(_l("签了字的协议"), description=_l("拍清楚每一页"))

    def __init__(self, sides: list[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.party_id.choices = people(sides)
