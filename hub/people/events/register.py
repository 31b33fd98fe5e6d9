"""Facts about the register."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.events import Fact


@dataclass(frozen=True, kw_only=True)
class RegisterImported(Fact):
    """`ended` are the persons whose ownership ended."""

    run_id: int
    units_created: int
    units_updated: int
    owners_created: int
    owners_updated: int
    ended: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RegisterImportUndone(Fact):
    run_id: int


@dataclass(frozen=True, kw_only=True)
class RegisterExported(Fact):
    """The register left the house with telephone numbers in it."""

    units: int
    reason: str
