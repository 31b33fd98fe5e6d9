"""Facts about the compound, its set-up and how people see it."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.events import Fact


@dataclass(frozen=True, kw_only=True)
class CompoundDescribed(Fact):
    """Name, address, office or telephone numbers were changed; `fields` names which."""

    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LooksChosen(Fact):
    """Somebody chose elder view, text size, theme or language."""

    user_id: int


@dataclass(frozen=True, kw_only=True)
class NicknameChanged(Fact):
    user_id: int


@dataclass(frozen=True, kw_only=True)
class SetupCodeMade(Fact):
    """A one-time code for setting this instance up was printed."""


@dataclass(frozen=True, kw_only=True)
class SetupBegun(Fact):
    """The first admin's account was opened with the code."""

    user_id: int


@dataclass(frozen=True, kw_only=True)
class SetupFinished(Fact):
    """The community is open; the wizard is closed for good."""


@dataclass(frozen=True, kw_only=True)
class BuildingsNoted(Fact):
    """Buildings and entrances were written down by hand."""

    codes: tuple[str, ...]
