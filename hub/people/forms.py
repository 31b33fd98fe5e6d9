"""Forms of sign-in."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from hub.core.i18n import lazy as _l


class LoginForm(FlaskForm):
    """Mobile number and password."""

    phone = StringField(_l("手机号"), [InputRequired(_l("请填写手机号。")), Length(max=30)])
    password = PasswordField(_l("密码"), [InputRequired(_l("请填写密码。")), Length(max=128)])
