"""Forms of the pages around the features."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, Form, FormField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from hub.core.i18n import lazy as _l
from hub.people.commands.compound import PHONE_KINDS, About, Number
from hub.people.queries.compound import CompoundCard, PhoneCard

SPARE_LINES = 2


class NumberForm(Form):
    """One line of the directory; empty lines are left out."""

    kind = SelectField(_l("类别"), choices=[SelectChoice(*kind) for kind in PHONE_KINDS.items()])
    label = StringField(_l("名称"), [Optional(), Length(max=60)])
    number = StringField(
        _l("号码"),
        [Optional(), Length(max=40), Regexp(r"^[\d+\-\s()（）转]*$", message=_l("号码里只能有数字、空格和短横。"))],
    )
    hours = StringField(_l("时间"), [Optional(), Length(max=60)])


class SettingsForm(FlaskForm):
    """The compound, its office and the directory."""

    name = StringField(_l("小区名称"), [InputRequired(_l("请填写小区名称。")), Length(max=60)])
    address = StringField(_l("小区地址"), [Length(max=200)])
    office_name = StringField(_l("物业公司 / 服务处名称"), [Length(max=80)])
    office_address = StringField(_l("物业办公室位置"), [Length(max=200)])
    office_hours = StringField(_l("办公时间"), [Length(max=200)])
    public_address = StringField(
        _l("手机上打开的网址"),
        [Optional(), Length(max=200), Regexp(r"^https?://[^\s]+$", message=_l("网址以 http:// 或 https:// 开头。"))],
        description=_l("开户信和二维码上印的就是这个网址，例如 https://hub.example.cn"),
    )
    guest_reports = BooleanField(_l("扫设备上的二维码，不登录也可以报修"))
    telephones = FieldList(FormField(NumberForm), max_entries=30)

    @classmethod
    def filled(cls, compound: CompoundCard, phones: tuple[PhoneCard, ...]) -> SettingsForm:
        """With what is there now, and spare lines."""
        form = cls(data={**compound.__dict__, "telephones": [p.__dict__ for p in phones]})
        if not form.is_submitted():
            for _line in range(SPARE_LINES):
                form.telephones.append_entry({"kind": "other"})
        return form

    def about(self) -> About:
        """What was filled in."""
        return About(
            name=(self.name.data or "").strip(),
            address=(self.address.data or "").strip(),
            office_name=(self.office_name.data or "").strip(),
            office_address=(self.office_address.data or "").strip(),
            office_hours=(self.office_hours.data or "").strip(),
            public_address=(self.public_address.data or "").strip().rstrip("/"),
            guest_reports=bool(self.guest_reports.data),
        )

    def numbers(self) -> list[Number]:
        """Lines that have a number."""
        lines = (line.form for line in self.telephones)  # a FormField's own `label` hides the field of that name
        return [
            Number(
                kind=line.kind.data,
                label=(line.label.data or "").strip() or str(PHONE_KINDS[line.kind.data]),
                number=line.number.data.strip(),
                hours=(line.hours.data or "").strip(),
            )
            for line in lines
            if (line.number.data or "").strip()
        ]


class NicknameForm(FlaskForm):
    """The name neighbours see."""

    nickname = StringField(
        _l("昵称"), [InputRequired(_l("请填写昵称。")), Length(max=20, message=_l("昵称 1 到 20 个字。"))]
    )
