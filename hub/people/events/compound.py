"""Facts about the compound, its set-up and how people see it."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.events import Fact
from hub.core.i18n import lazy as _l


@dataclass(frozen=True, kw_only=True)
class CompoundDescribed(Fact):
    """Name, address, office or telephone numbers were changed; `fields` names which."""

    said = _l("改了小区和物业资料")

    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LooksChosen(Fact):
    """Somebody chose elder view, text size, theme or language."""

    said = _l("改了字号或外观")

    user_id: int


@dataclass(frozen=True, kw_only=True)
class NicknameChanged(Fact):
    said = _l("改了昵称")

    user_id: int


@dataclass(frozen=True, kw_only=True)
class SetupCodeMade(Fact):
    """A one-time code for setting this instance up was printed."""

    said = _l("打印了启用码")


@dataclass(frozen=True, kw_only=True)
class SetupBegun(Fact):
    """The first admin's account was opened with the code."""

    said = _l("开始筹备小区")

    user_id: int


@dataclass(frozen=True, kw_only=True)
class SetupFinished(Fact):
    """The community is open; the wizard is closed for good."""

    said = _l("小区正式启用")


@dataclass(frozen=True, kw_only=True)
class BuildingsNoted(Fact):
    """Buildings and entrances were written down by hand."""

    said = _l("登记了楼栋")

    codes: tuple[str, ...]
