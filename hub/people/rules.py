"""How an owners' decision is counted. Pure: no Flask, no SQLAlchemy. Areas are integers in 0.01 m²."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One unit of the register: its owners' ids, its area, and whether the developer still answers for its voice."""

    unit_id: int
    owners: frozenset[int]
    area: int
    by_developer: bool = False  # unsold, or sold and not yet handed over


@dataclass(frozen=True)
class Base:
    """What participation and majorities are measured against."""

    units: int
    area: int
    heads: int

    def share(self, numerator: int, denominator: int) -> tuple[int, int]:
        """The least (area, heads) that is at least numerator/denominator of all."""
        return -(-self.area * numerator // denominator), -(-self.heads * numerator // denominator)


def base(lines: Iterable[Line]) -> Base:
    """Denominators over all units that have an owner.

    One head is one set of owners, however many units it has; the developer's unsold and undelivered units together are
    one head (Civil Code art. 278; Supreme People's Court interpretation on building ownership, art. 8 and 9).
    """
    lines = [line for line in lines if line.owners or line.by_developer]
    heads = {frozenset({"developer"}) if line.by_developer else line.owners for line in lines}
    return Base(len(lines), sum(line.area for line in lines), len(heads))
