"""Documents that come with something (PDF, xlsx, docx): checked by content, kept under random names, only downloaded.

They go the way of photos (`core/files.py`): received before the command, hung on their subject inside it, shown to
whoever may see the subject, and swept away when nobody came back for them.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from flask import Response, current_app, send_file, url_for
from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import FileStorage

from hub.core import clock, files, jobs, once, papers, web
from hub.core.authz import Actor, public
from hub.core.db import Base, UTCDateTime, db
from hub.core.events import Fact, command, record
from hub.core.i18n import lazy as _l
from hub.core.offload import offload
from hub.core.problems import NotFound, RuleBroken

MOST = 5
WAITS = timedelta(days=1)

REASONS = {
    "empty": _l("“%(name)s”是空的，请重新选一次。"),
    "size": _l("“%(name)s”超过 10 MB，请压缩一下或分成几份。"),
    "kind": _l("“%(name)s”不能用。附件可以是 PDF、Excel（xlsx）或 Word（docx）。"),
    "extension": _l("“%(name)s”的后缀名和内容对不上，请用原来的文件。"),
    "macros": _l("“%(name)s”里带有宏或程序，不能上传，请另存为普通文档。"),
    "broken": _l("“%(name)s”打不开，可能没传完整，请重新选一次。"),
}


class StoredDocument(Base):
    """A document on disk. `subject` ("notice:9") is empty while it waits."""

    __tablename__ = "documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(32), unique=True)
    subject: Mapped[str | None] = mapped_column(String(40), index=True)
    title: Mapped[str] = mapped_column(String(120))  # the file's own name, as its giver called it
    kind: Mapped[str] = mapped_column(String(8))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    uploaded_by: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


@dataclass(frozen=True, kw_only=True)
class DocumentsReceived(Fact):
    """Documents were checked and written; they wait for the thing they belong to."""

    said = _l("上传了文件")

    count: int


@dataclass(frozen=True, kw_only=True)
class DocumentsAttached(Fact):
    """Documents now belong to `subject`."""

    said = _l("附上了文件")

    subject: str
    document_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class DocumentsSwept(Fact):
    """Documents nobody came back for were removed."""

    said = _l("清理了没用上的文件")

    count: int


@dataclass(frozen=True, kw_only=True)
class DocumentsLetGo(Fact):
    """Documents no longer belong to `subject`; the sweep removes them."""

    said = _l("去掉了文件")

    subject: str
    document_ids: tuple[int, ...]


@dataclass(frozen=True)
class DocumentCard:
    """What a page shows."""

    name: str
    title: str
    kind: str
    size: int

    @property
    def url(self) -> str:
        return url_for("files.document", name=self.name)

    @property
    def size_words(self) -> str:
        """1.2 MB, 340 KB."""
        mega = self.size / 1024 / 1024
        return f"{mega:.1f} MB" if mega >= 1 else f"{max(1, self.size // 1024)} KB"


@dataclass(frozen=True)
class Received:
    """All usable documents of a form, those sent now and those kept from before; what was wrong with others."""

    names: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    cards: tuple[DocumentCard, ...] = ()


def receive(actor: Actor, uploads: Iterable[FileStorage], kept: Sequence[str] = ()) -> Received:
    """Check and store the documents of a form, before its command; never raises for a bad one."""
    waiting = _waiting(actor, kept)
    sent = [upload for upload in uploads if upload.filename]
    problems: list[str] = []
    if len(sent) + len(waiting) > MOST:
        problems.append(str(_l("一次最多 %(n)s 个附件，请去掉几个。", n=MOST)))
        sent = sent[: max(0, MOST - len(waiting))]
    good: list[tuple[str, papers.Paper]] = []
    for upload in sent:
        title = titled(upload.filename or "")
        data = upload.stream.read(papers.LARGEST_BYTES + 1)
        try:
            good.append((title, offload(papers.examined, data, title)))
        except papers.BadPaper as error:
            problems.append(str(REASONS[error.reason] % {"name": title[-60:]}))
    names = [row.name for row in waiting]
    if good:
        with once.aside():
            names += _keep(actor, good)
    return Received(tuple(names), tuple(problems), tuple(_card(row) for row in _waiting(actor, names)))


def titled(filename: str) -> str:
    """A file's name without its folders and without characters that nobody can see."""
    last = filename.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable()).strip()[-120:]


def refuse(received: Received, field: str = "documents") -> None:
    """RuleBroken beside the field when one of them cannot be used."""
    if received.problems:
        raise RuleBroken(" ".join(received.problems), field)


@command
def attach(actor: Actor, names: Sequence[str], subject: str) -> None:
    """Hang waiting documents of this actor on `subject`; others are passed over."""
    rows = _waiting(actor, names)
    for row in rows:
        row.subject = subject
    if rows:
        record(DocumentsAttached(subject=subject, document_ids=tuple(row.id for row in rows)))


@command
def let_go(_actor: Actor, subject: str, keep: Sequence[str] = ()) -> None:
    """Take all documents but `keep` off `subject`. For the commands of the thing itself, which ask for the right."""
    query = select(StoredDocument).where(StoredDocument.subject == subject, StoredDocument.name.not_in(keep))
    rows = list(db.session.scalars(query))
    for row in rows:
        row.subject = None
    if rows:
        record(DocumentsLetGo(subject=subject, document_ids=tuple(row.id for row in rows)))


def documents_of(subject: str) -> tuple[DocumentCard, ...]:
    """All documents of a thing, in the order they came."""
    query = select(StoredDocument).where(StoredDocument.subject == subject).order_by(StoredDocument.id)
    return tuple(_card(row) for row in db.session.scalars(query))


@files.bp.get("/documents/<name>")
@public
def document(name: str) -> Response:
    """The document, never shown inside a page of ours. Without signing in only what belongs to something public."""
    row = db.session.scalar(select(StoredDocument).where(StoredDocument.name == name))
    if row is None or not files.may_open(web.current_actor(), row.subject, row.uploaded_by):
        raise NotFound
    response = send_file(
        path_of(row.name),
        mimetype=papers.MIME[row.kind],
        as_attachment=True,
        download_name=row.title,
        etag=row.sha256[:20],
        conditional=True,
    )
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


# --- keeping ----------------------------------------------------------------------------------------------------------


def path_of(name: str) -> Path:
    """Where a document lies: instance/documents."""
    return folder() / name[:2] / f"{name[2:]}.bin"


def folder() -> Path:
    """Beside the photos, never among the files that are served as they are."""
    return Path(current_app.config["HUB"].instance) / "documents"


@command
def _keep(actor: Actor, good: Sequence[tuple[str, papers.Paper]]) -> list[str]:
    names = []
    for title, paper in good:
        name = secrets.token_hex(16)
        files.write(path_of(name), paper.data)
        db.session.add(
            StoredDocument(
                name=name,
                title=title,
                kind=paper.kind,
                size=len(paper.data),
                sha256=paper.sha256,
                uploaded_by=actor.user_id,
                created_at=clock.now(),
            )
        )
        names.append(name)
    record(DocumentsReceived(count=len(names)))
    return names


def _waiting(actor: Actor, names: Sequence[str]) -> list[StoredDocument]:
    wanted = [name for name in names if len(name) == 32][: MOST * 2]
    if not wanted or not actor.signed_in:
        return []
    query = select(StoredDocument).where(
        StoredDocument.name.in_(wanted),
        StoredDocument.subject.is_(None),
        StoredDocument.uploaded_by == actor.user_id,
    )
    rows = {row.name: row for row in db.session.scalars(query)}
    return [rows[name] for name in dict.fromkeys(wanted) if name in rows]


def _card(row: StoredDocument) -> DocumentCard:
    return DocumentCard(row.name, row.title, row.kind, row.size)


@jobs.every(seconds=6 * 3600, name="documents.sweep")
def sweep(actor: Actor) -> None:
    """Remove documents nobody came back for within a day, and files no row knows of."""
    for name in _forget(actor):
        path_of(name).unlink(missing_ok=True)
    known = set(db.session.scalars(select(StoredDocument.name)))
    too_old = (clock.now() - WAITS).timestamp()
    for path in folder().glob("??/*"):
        if path.parent.name + path.stem not in known and path.stat().st_mtime < too_old:
            path.unlink(missing_ok=True)


@command
def _forget(_actor: Actor) -> list[str]:
    query = select(StoredDocument).where(
        StoredDocument.subject.is_(None), StoredDocument.created_at < clock.now() - WAITS
    )
    rows = list(db.session.scalars(query))
    for row in rows:
        db.session.delete(row)
    if rows:
        record(DocumentsSwept(count=len(rows)))
    return [row.name for row in rows]
