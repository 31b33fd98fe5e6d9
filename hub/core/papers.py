"""What kind of document a file is, told by its content. Pure, so that it may run off the loop."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass

LARGEST_BYTES = 10 * 1024 * 1024
_MOST_PARTS = 5000
MIME = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_HEART = {"xlsx": "xl/workbook.xml", "docx": "word/document.xml"}


class BadPaper(Exception):
    """Not kept; `reason` is one of empty, size, kind, extension, macros, broken."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Paper:
    """A document as it will lie on disk."""

    kind: str
    data: bytes
    sha256: str


def examined(data: bytes, filename: str) -> Paper:
    """The document, if it is one of ours and says truly what it is; BadPaper otherwise."""
    if not data:
        raise BadPaper("empty")
    if len(data) > LARGEST_BYTES:
        raise BadPaper("size")
    kind = _kind(data)
    if not filename.lower().endswith(f".{kind}"):
        raise BadPaper("extension")
    return Paper(kind, data, hashlib.sha256(data).hexdigest())


def _kind(data: bytes) -> str:
    if data.startswith(b"%PDF-"):
        if b"%%EOF" not in data[-2048:]:
            raise BadPaper("broken")
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _office_kind(data)
    raise BadPaper("kind")


def _office_kind(data: bytes) -> str:
    """Only the list of parts is read; nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {name.lower() for name in archive.namelist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise BadPaper("broken") from error
    if "[content_types].xml" not in names or len(names) > _MOST_PARTS:
        raise BadPaper("kind")
    if any(name.endswith(("vbaproject.bin", ".exe", ".dll")) or "/activex/" in name for name in names):
        raise BadPaper("macros")
    for kind, heart in _HEART.items():
        if heart in names:
            return kind
    raise BadPaper("kind")
