"""Forms of the set-up."""

from __future__ import annotations

import re

from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField, TextAreaField
from wtforms.validators import EqualTo, InputRequired, Length, ValidationError

from hub.core.i18n import lazy as _l
from hub.people.commands.setup import BuildingLine, FirstAdmin

_LINE = re.compile(
    r"^\s*(?P<code>[^\s,，]{1,20})(?:[\s,，]+(?P<entrances>\d{1,2}))?(?:[\s,，]+(?P<floors>\d{1,2}))?\s*$"
)
MOST = 300


class FirstAdminForm(FlaskForm):
    """The code and the first account."""

    code = StringField(
        _l("启用码"),
        [InputRequired(_l("请填写启用码。")), Length(max=40)],
        description=_l("运行 make run DEMO=0 的屏幕上印着它，形如 ABCD-EFGH-JKLM-NPQR。"),
    )
    nickname = StringField(_l("您的称呼"), [InputRequired(_l("请填写称呼。")), Length(max=20)])
    phone = StringField(_l("手机号"), [InputRequired(_l("请填写手机号。")), Length(max=30)])
    password = PasswordField(_l("密码"), [InputRequired(_l("请填写密码。")), Length(max=128)])
    again = PasswordField(
        _l("再输一次密码"), [InputRequired(_l("请再输一次密码。")), EqualTo("password", _l("两次输入的密码不一样。"))]
    )

    def first_admin(self) -> FirstAdmin:
        """What was filled in."""
        return FirstAdmin(
            self.code.data or "", self.nickname.data or "", self.phone.data or "", self.password.data or ""
        )


class BuildingsForm(FlaskForm):
    """One building a line: code, entrances, floors."""

    text = TextAreaField(
        _l("一行一栋：楼号 单元数 层数"),
        [InputRequired(_l("至少写一栋楼。")), Length(max=8000)],
        description=_l("例如“3 2 14”：3 号楼，2 个单元，14 层。单元数和层数可以不写。"),
    )

    def validate_text(self, field: TextAreaField) -> None:
        """Names the first line that cannot be read."""
        rows = [row for row in (field.data or "").splitlines() if row.strip()]
        if len(rows) > MOST:
            raise ValidationError(str(_l("一次最多 %(n)s 栋。", n=MOST)))
        codes: set[str] = set()
        for number, row in enumerate(rows, 1):
            found = _LINE.match(row)
            if not found:
                raise ValidationError(str(_l("第 %(n)s 行看不懂：%(row)s", n=number, row=row[:30])))
            if _code(found["code"]) in codes:
                raise ValidationError(str(_l("第 %(n)s 行的楼号前面写过了：%(row)s", n=number, row=row[:30])))
            codes.add(_code(found["code"]))

    def lines(self) -> list[BuildingLine]:
        """What was counted."""
        found = (_LINE.match(row) for row in (self.text.data or "").splitlines() if row.strip())
        return [
            BuildingLine(_code(m["code"]), int(m["entrances"] or 1), int(m["floors"]) if m["floors"] else None)
            for m in found
            if m
        ]


def _code(text: str) -> str:
    return re.sub(r"(号楼|号|栋|幢|座|楼)$", "", text) or text
