"""Forms at the door."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from hub.core.i18n import lazy as _l

PHONE = [InputRequired(_l("请填写手机号。")), Length(max=30)]
PASSWORD = [InputRequired(_l("请填写密码。")), Length(max=128)]
CODE = [InputRequired(_l("请填写验证码。")), Length(max=40)]


class LoginForm(FlaskForm):
    """Mobile number and password."""

    phone = StringField(_l("手机号"), PHONE)
    password = PasswordField(_l("密码"), PASSWORD)


class PhoneForm(FlaskForm):
    """Where to send a code."""

    phone = StringField(_l("手机号"), PHONE)


class CodeForm(FlaskForm):
    """A code that was sent or that an authenticator shows."""

    code = StringField(_l("验证码"), CODE)


class PasswordForm(FlaskForm):
    """The password once more."""

    password = PasswordField(_l("登录密码"), PASSWORD)


class RemoveForm(FlaskForm):
    """Switching the second factor off."""

    password = PasswordField(_l("登录密码"), PASSWORD)
    code = StringField(_l("验证码或备用码"), CODE)


class NewPasswordForm(FlaskForm):
    """A first password, for those who came by SMS."""

    password = PasswordField(_l("新密码"), PASSWORD)
    again = PasswordField(
        _l("再输一次新密码"), [InputRequired(_l("请再输一次密码。")), EqualTo("password", _l("两次输入的密码不一样。"))]
    )


class ChangePasswordForm(NewPasswordForm):
    """The old one is asked."""

    old = PasswordField(_l("现在的密码"), PASSWORD)


class ChangePhoneForm(FlaskForm):
    """The new number, and the password once more."""

    phone = StringField(_l("新手机号"), PHONE)
    password = PasswordField(_l("登录密码"), PASSWORD)


class ResetForm(FlaskForm):
    """The code from the office and a new password."""

    code = StringField(_l("物业给的码"), CODE)
    password = PasswordField(_l("新密码"), PASSWORD)
    again = PasswordField(
        _l("再输一次新密码"), [InputRequired(_l("请再输一次密码。")), EqualTo("password", _l("两次输入的密码不一样。"))]
    )
