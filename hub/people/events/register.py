"""Facts about the register."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.events import Fact
from hub.core.i18n import lazy as _l


@dataclass(frozen=True, kw_only=True)
class RegisterImported(Fact):
    """`ended` are the persons whose ownership ended."""

    said = _l("导入了名册")

    run_id: int
    units_created: int
    units_updated: int
    owners_created: int
    owners_updated: int
    ended: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RegisterImportUndone(Fact):
    said = _l("撤销了一次名册导入")

    run_id: int


@dataclass(frozen=True, kw_only=True)
class RegisterExported(Fact):
    """The register left the house with telephone numbers in it."""

    said = _l("导出了名册")

    units: int
    reason: str
