"""Forms of coming in, and of the household."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import DateField, PasswordField, RadioField, SelectChoice, StringField
from wtforms.validators import InputRequired, Length, Optional

from hub.core.i18n import lazy as _l
from hub.people.commands.entering import Newcomer
from hub.people.forms.signin import PASSWORD, PHONE
from hub.people.queries.households import Letter


class LetterCodeForm(FlaskForm):
    """The code printed on the letter."""

    code = StringField(_l("信上的码"), [InputRequired(_l("请填写信上的码。")), Length(max=40)])


class NewcomerForm(FlaskForm):
    """Number and password of a new account."""

    phone = StringField(_l("手机号"), PHONE)
    password = PasswordField(_l("设一个密码"), PASSWORD)

    def newcomer(self, agent: str, locale: str, name: str = "") -> Newcomer:
        """What was filled in."""
        return Newcomer(self.phone.data or "", self.password.data or "", name, agent, locale)


class EnterForm(NewcomerForm):
    """Who of the unit's owners this is."""

    person = RadioField(_l("您是哪一位业主"), [InputRequired(_l("请选择您是哪一位。"))])

    def offer(self, letter: Letter) -> EnterForm:
        """With this letter's owners to choose from."""
        self.person.choices = [SelectChoice(str(key), name) for key, name in letter.owners]
        if len(letter.owners) == 1 and not self.person.data:
            self.person.data = str(letter.owners[0][0])
        return self


class ClaimForm(FlaskForm):
    """Which of the owners the signed-in person is."""

    person = RadioField(_l("您是哪一位业主"), [InputRequired(_l("请选择您是哪一位。"))])


class JoinForm(NewcomerForm):
    """Somebody the register does not know says who they are."""

    name = StringField(_l("姓名"), [InputRequired(_l("请填写姓名。")), Length(max=40)])

    def known(self, by_register: bool) -> JoinForm:
        """A co-owner's name is on the register and not asked."""
        if by_register:
            del self.name
        return self

    def name_given(self) -> str:
        """The name, if it was asked."""
        return (self.name.data or "") if "name" in self else ""


class InviteForm(FlaskForm):
    """Whom an owner asks in."""

    kind = RadioField(
        _l("邀请谁"),
        [InputRequired(_l("请选家人或租客。"))],
        choices=[SelectChoice("family", _l("家人")), SelectChoice("tenant", _l("租客"))],
    )
    person = RadioField(_l("哪一位共有人"), [Optional()])
    label = StringField(_l("备注"), [Length(max=40)], description=_l("只给自己看，例如“女儿”。"))
    until = DateField(_l("租期到哪天"), [Optional()], description=_l("租客可填；到期后自动不能再进来。"))

    def offer(self, co_owners: tuple[tuple[int, str], ...]) -> InviteForm:
        """The third kind is there only when the register has somebody to ask."""
        if co_owners:
            self.kind.choices = [*self.kind.choices, SelectChoice("owner", _l("共有人"))]
            self.person.choices = [SelectChoice(str(key), name) for key, name in co_owners]
        else:
            del self.person
        return self

    def person_id(self) -> int | None:
        """The co-owner chosen, if one was."""
        chosen = str(self.person.data or "") if "person" in self else ""
        return int(chosen) if chosen.isdecimal() else None


class UntilForm(FlaskForm):
    """From which day a tenant no longer lives here."""

    until = DateField(_l("租期到哪天"), [InputRequired(_l("请选择日期。"))])
