"""作业步骤: a checklist as it is written, what changed between two versions, and what is still to do."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken

MOST_STEPS = 30
LONGEST_STEP = 120
ANY = "any"  # a checklist for every urgency

_PHOTO = re.compile(r"[【\[（(]\s*(?:照片|拍照|photo)\s*[】\])）]", re.IGNORECASE)
_NUMBER = re.compile(r"^\d{1,2}\s*[.、．)）]\s*")


@dataclass(frozen=True)
class Item:
    """One step as it is written. `must`: not finished without it or a reason; `photo`: ticked with a photo only."""

    text: str
    must: bool = False
    photo: bool = False


def parse(text: str) -> tuple[Item, ...]:
    """One step a line; "*" in front: must; 【照片】 anywhere: with a photo. RuleBroken, field "draft"."""
    items = tuple(_item(line) for line in text.splitlines() if line.strip())
    if not items:
        raise RuleBroken(_l("请至少写一步。"), "draft")
    if len(items) > MOST_STEPS:
        raise RuleBroken(_l("最多 %(n)s 步，太长没有人会照着做。", n=MOST_STEPS), "draft")
    for number, item in enumerate(items, 1):
        if not item.text:
            raise RuleBroken(_l("第 %(n)s 步没有写要做什么。", n=number), "draft")
        if len(item.text) > LONGEST_STEP:
            raise RuleBroken(_l("第 %(n)s 步太长了，最多 %(most)s 个字。", n=number, most=LONGEST_STEP), "draft")
    if len({item.text for item in items}) < len(items):
        raise RuleBroken(_l("有两步写得一模一样，请改一下。"), "draft")
    return items


def _item(line: str) -> Item:
    words = _NUMBER.sub("", line.strip())
    must = words.startswith(("*", "＊"))
    words = words.lstrip("*＊ \u3000\t")
    return Item(" ".join(_PHOTO.sub(" ", words).split()), must, bool(_PHOTO.search(words)))


def written(items: Iterable[Item]) -> str:
    """As somebody would write it, so that it can be changed."""
    return "\n".join(f"{'* ' if item.must else ''}{item.text}{'【照片】' if item.photo else ''}" for item in items)


@dataclass(frozen=True)
class Change:
    """A line of a comparison: `how` is "same", "new" or "gone"."""

    how: str
    item: Item


def compare(before: Sequence[Item], after: Sequence[Item]) -> tuple[Change, ...]:
    """What leads from one version to the other, in reading order."""
    found: list[Change] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [Change("same", item) for item in before[a:b]]
        else:
            found += [Change("gone", item) for item in before[a:b]] + [Change("new", item) for item in after[c:d]]
    return tuple(found)


def missing(musts: Collection[int], settled: Collection[int]) -> frozenset[int]:
    """Steps that must be done and have neither a tick nor a reason."""
    return frozenset(musts) - frozenset(settled)
