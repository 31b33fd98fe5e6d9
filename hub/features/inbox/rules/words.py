"""The same news as each channel can carry it."""

from __future__ import annotations

SMS_LENGTH = 70  # one short message in Chinese (UCS-2); the second one would cost again


def short_message(community: str, text: str, link: str, more: str = "") -> str:
    """【community】text link — in one short message: the text is cut, the link never. `more` is a shorter link."""
    sign = f"【{community[:12]}】" if community else ""
    for address in (link, more, ""):
        room = SMS_LENGTH - len(sign) - (len(address) + 1 if address else 0)
        if room >= 16 or not address:
            break
    line = text if len(text) <= room else text[: room - 1] + "…"
    return f"{sign}{line} {address}" if address else sign + line


def masked_email(address: str) -> str:
    """z***@example.com."""
    name, _, host = address.rpartition("@")
    return f"{name[:1]}***@{host}" if name else "***"
