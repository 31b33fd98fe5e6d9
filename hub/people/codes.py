"""Codes that people read from paper and type: no letter or digit that looks like another. Pure."""

from __future__ import annotations

import secrets
import unicodedata

ALPHABET = "ABCDEFGHJKLMNPRTUWXY3479"
LENGTH, GROUP = 12, 4  # 24 letters, twelve times: 55 bits
# what tired eyes make of a letter of ours
_READ_AS = str.maketrans({"0": "D", "O": "D", "Q": "D", "1": "L", "I": "L", "8": "B", "6": "G", "V": "U"})


def fresh(length: int = LENGTH) -> str:
    """A new code without its dashes."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def grouped(code: str) -> str:
    """As it is printed: ABCD-EFGH-JKLM."""
    return "-".join(code[i : i + GROUP] for i in range(0, len(code), GROUP))


def normal(typed: str, length: int = LENGTH) -> str | None:
    """The code somebody meant: any case, full width, spaces and dashes; None when it cannot be one."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    plain = "".join(c for c in plain if c.isalnum()).translate(_READ_AS)
    return plain if len(plain) == length and all(c in ALPHABET for c in plain) else None
