"""Facts about sign-ins, passwords, numbers and the second factor."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.events import Fact
from hub.core.i18n import lazy as _l


@dataclass(frozen=True, kw_only=True)
class SignedIn(Fact):
    said = _l("登录")

    user_id: int
    session_id: int
    how: str  # password, sms, letter, invitation


@dataclass(frozen=True, kw_only=True)
class SignInFailed(Fact):
    said = _l("登录失败")

    user_id: int | None
    how: str


@dataclass(frozen=True, kw_only=True)
class SignedOut(Fact):
    said = _l("退出登录")

    user_id: int
    session_ids: tuple[int, ...]
    why: str  # self, everywhere, ban, role, password


@dataclass(frozen=True, kw_only=True)
class SmsCodeAsked(Fact):
    said = _l("要了短信验证码")

    user_id: int | None
    purpose: str


@dataclass(frozen=True, kw_only=True)
class OutboxRead(Fact):
    """Somebody looked at messages that were meant for others."""

    said = _l("看了短信发件箱")

    message_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class SessionsExpired(Fact):
    said = _l("过期的登录被清理")

    session_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class SecondFactorBegun(Fact):
    """A key was made; it counts for nothing until a code confirms it."""

    said = _l("开始设置两步验证")

    user_id: int


@dataclass(frozen=True, kw_only=True)
class SecondFactorEnrolled(Fact):
    said = _l("开启了两步验证")

    user_id: int


@dataclass(frozen=True, kw_only=True)
class SecondFactorShown(Fact):
    said = _l("通过了两步验证")

    user_id: int
    session_id: int
    how: str  # totp, recovery


@dataclass(frozen=True, kw_only=True)
class SecondFactorFailed(Fact):
    said = _l("两步验证没通过")

    user_id: int


@dataclass(frozen=True, kw_only=True)
class SecondFactorRemoved(Fact):
    """Removed by the person, or face to face by somebody else with a reason."""

    said = _l("关闭了两步验证")

    user_id: int
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class RecoveryCodesMade(Fact):
    said = _l("生成了备用码")

    user_id: int


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Fact):
    said = _l("改了密码")

    user_id: int
    how: str  # changed, first, reset


@dataclass(frozen=True, kw_only=True)
class PhoneChanged(Fact):
    said = _l("换了手机号")

    user_id: int
    how: str  # self, staff
