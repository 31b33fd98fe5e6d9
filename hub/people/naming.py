"""How people and households are named to those who may not know everything. Pure."""

from __future__ import annotations

_DOUBLE = ("欧阳", "司马", "诸葛", "上官", "夏侯", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒")


def masked(name: str, kind: str = "natural") -> str:
    """张*明, 王*, 欧阳**; of an organisation the beginning and the end: 明强****公司."""
    name = name.strip()
    if kind != "natural" or len(name) > 4:
        return f"{name[:2]}{'*' * 4}{name[-2:]}" if len(name) > 4 else f"{name[:1]}***"
    if len(name) < 2:
        return "*"
    if name[:2] in _DOUBLE:
        return name[:2] + "*" * max(1, len(name) - 2)
    if len(name) == 2:
        return f"{name[0]}*"
    return f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}"


def nickname(building_name: str) -> str:
    """What a newcomer is called until choosing a name: 3号楼邻居."""
    return f"{building_name}邻居"


def place(building: str, entrance: str | None, room: str, kind: str = "flat") -> str:
    """3号楼2单元701室; shops and spaces are called what they are called."""
    return f"{building}{entrance or ''}{room}{'室' if kind == 'flat' and room[-1:].isdigit() else ''}"
