"""Forms of the office."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from hub.core.i18n import lazy as _l
from hub.people.commands.letters import Choice
from hub.people.queries import letters
from hub.people.roles import Role

ROLE_NAMES = {
    Role.CHAIR: _l("业委会主任"),
    Role.COMMITTEE: _l("业委会委员"),
    Role.MANAGER: _l("物业经理"),
    Role.DESK: _l("物业客服"),
    Role.TECHNICIAN: _l("维修师傅"),
    Role.GUARD: _l("保安"),
    Role.ACCOUNTANT: _l("会计"),
    Role.VOLUNTEER_LEAD: _l("志愿者队长"),
    Role.OBSERVER: _l("居委会/街道观察员"),
    Role.ADMIN: _l("系统管理员"),
}


class LettersForm(FlaskForm):
    """Which units get a letter."""

    building = SelectField(_l("哪栋楼"), validate_choice=True)
    unit = StringField(_l("只给一户：房号"), [Length(max=40)], description=_l("例如 3-2-701；填了就只给这一户。"))
    without_account = BooleanField(_l("只给还没有开通的住户"), default=True)

    @classmethod
    def offered(cls) -> LettersForm:
        """With today's buildings."""
        form = cls()
        form.building.choices = [SelectChoice("", _l("全部楼栋"))]
        form.building.choices += [SelectChoice(str(key), name) for key, name in letters.buildings()]
        return form

    def choice(self) -> Choice:
        """What was chosen."""
        unit = (self.unit.data or "").strip()
        building = int(self.building.data) if self.building.data and not unit else None
        return Choice(building, None, unit, bool(self.without_account.data))


class ReasonForm(FlaskForm):
    """Why."""

    reason = StringField(_l("原因"), [InputRequired(_l("请写明原因，会留下记录。")), Length(max=200)])


class ResetForm(ReasonForm):
    """Why, and perhaps a new number."""

    phone = StringField(_l("新手机号"), [Optional(), Length(max=30)])


class GrantForm(FlaskForm):
    """A role for somebody, with dates and a reason."""

    role = SelectField(_l("角色"), choices=[SelectChoice(r.value, name) for r, name in ROLE_NAMES.items()])
    since = DateField(_l("从哪天起"), [InputRequired(_l("请填写开始日期。"))])
    until = DateField(_l("到哪天止"), [Optional()], description=_l("不填就是没有期限。"))
    reason = StringField(_l("依据"), [InputRequired(_l("请写明依据，例如选举结果或任命。")), Length(max=200)])
