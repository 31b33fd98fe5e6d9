"""Uploaded photos: received, kept under random names, shown only to whoever may see the thing they belong to.

A photo is received in two steps. `receive` checks it, writes it and notes it as waiting; `attach`, inside the command
that makes the thing, hangs it there. So a form with an error loses no photo, a rolled-back command leaves a waiting one
that the nightly sweep removes, and a crash never loses one that was answered for.
"""

from __future__ import annotations

import os
import secrets
import threading
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from flask import Blueprint, Response, current_app, request, send_file, url_for
from sqlalchemy import Index, String, select
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import FileStorage

from hub.core import clock, images, jobs, once, web
from hub.core.authz import Actor, may_see, public
from hub.core.db import Base, UTCDateTime, db
from hub.core.events import Fact, command, record
from hub.core.i18n import lazy as _l
from hub.core.offload import offload
from hub.core.problems import NotFound, RuleBroken

MOST = 9
WAITS = timedelta(days=1)
_AT_ONCE = 2  # a 50-megapixel picture takes 150 MB while it is decoded

bp = Blueprint("files", __name__)

REASONS = {
    "empty": _l("“%(name)s”是空的，请重新选一次。"),
    "size": _l("“%(name)s”超过 20 MB，请选小一点的照片。"),
    "kind": _l("“%(name)s”不是照片。可以用 JPEG、PNG、WebP 或 iPhone 的 HEIC 照片。"),
    "extension": _l("“%(name)s”的后缀名和内容对不上，请用相机或相册里的原图。"),
    "foreign": _l("“%(name)s”里夹带了别的内容，不能上传。"),
    "pixels": _l("“%(name)s”的像素太多了（超过五千万），请选小一点的照片。"),
    "broken": _l("“%(name)s”打不开，可能没传完整，请重新选一次。"),
}


class StoredFile(Base):
    """A photo on disk. `subject` ("repair:9") is empty while it waits; `part` is the line of the subject it is of."""

    __tablename__ = "files"
    __table_args__ = (Index("ix_files_subject_part", "subject", "part"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(32), unique=True)
    subject: Mapped[str | None] = mapped_column(String(40))
    part: Mapped[int | None] = mapped_column(index=True)
    position: Mapped[int] = mapped_column(default=0)
    uploaded_by: Mapped[int | None]
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


@dataclass(frozen=True, kw_only=True)
class PhotosReceived(Fact):
    """Photos were checked and written; they wait for the thing they belong to."""

    said = _l("上传了照片")

    count: int


@dataclass(frozen=True, kw_only=True)
class PhotosAttached(Fact):
    """Photos now belong to `subject`."""

    said = _l("附上了照片")

    subject: str
    part: int | None
    file_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class PhotosSwept(Fact):
    """Photos nobody came back for were removed."""

    said = _l("清理了没用上的照片")

    count: int


@dataclass(frozen=True, kw_only=True)
class PhotosLetGo(Fact):
    """Photos no longer belong to `subject`; the sweep removes them."""

    said = _l("去掉了照片")

    subject: str
    file_ids: tuple[int, ...]


@dataclass(frozen=True)
class PhotoCard:
    """What a page shows: addresses (made when shown, so a job may ask too), size in pixels, words for the unseeing."""

    name: str
    width: int
    height: int
    alt: object = _l("现场照片")

    @property
    def url(self) -> str:
        return url_for("files.show", name=self.name)

    @property
    def thumb_url(self) -> str:
        return url_for("files.thumb", name=self.name)


@dataclass(frozen=True)
class Received:
    """Names of all usable photos of a form, those sent now and those kept from before; what was wrong with others."""

    names: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    cards: tuple[PhotoCard, ...] = field(default=())


def receive(actor: Actor, uploads: Iterable[FileStorage], kept: Sequence[str] = ()) -> Received:
    """Check and store the photos of a form, before its command. `kept` are names given out by an earlier answer.

    Never raises for a bad photo: good ones are kept, bad ones are named in `problems`.
    """
    waiting = _waiting(actor, kept)
    sent = [upload for upload in uploads if upload.filename]
    problems: list[str] = []
    if len(sent) + len(waiting) > MOST:
        problems.append(str(_l("一次最多 9 张照片，请去掉几张。")))
        sent = sent[: max(0, MOST - len(waiting))]
    pictures: list[images.Picture] = []
    for upload in sent:
        try:
            pictures.append(_clean(upload))
        except images.BadPhoto as error:
            problems.append(str(REASONS[error.reason] % {"name": _shown(upload.filename or "")}))
    names = [row.name for row in waiting]
    if pictures:
        with once.aside():  # the one-time key belongs to the deed, not to its photos
            names += _keep(actor, pictures)
    return Received(tuple(names), tuple(problems), tuple(_card(row) for row in _waiting(actor, names)))


@command
def attach(actor: Actor, names: Sequence[str], subject: str, part: int | None = None) -> None:
    """Hang waiting photos of this actor on `subject`; names that are not theirs, or no longer wait, are passed over."""
    rows = _waiting(actor, names)
    for position, row in enumerate(rows[:MOST]):
        row.subject, row.part, row.position = subject, part, position
    if rows:
        record(PhotosAttached(subject=subject, part=part, file_ids=tuple(row.id for row in rows)))


@command
def let_go(_actor: Actor, subject: str, keep: Sequence[str] = ()) -> None:
    """Take all photos but `keep` off `subject`. For the commands of the thing itself, which ask for the right."""
    rows = list(
        db.session.scalars(select(StoredFile).where(StoredFile.subject == subject, StoredFile.name.not_in(keep)))
    )
    for row in rows:
        row.subject = row.part = None
    if rows:
        record(PhotosLetGo(subject=subject, file_ids=tuple(row.id for row in rows)))


def photos_of(subject: str) -> tuple[PhotoCard, ...]:
    """All photos of a thing, in the order they were sent."""
    query = select(StoredFile).where(StoredFile.subject == subject).order_by(StoredFile.id)
    return tuple(_card(row) for row in db.session.scalars(query))


def photos_by_part(kind: str, parts: Sequence[int]) -> dict[int, tuple[PhotoCard, ...]]:
    """Photos of many lines in one question: part → its photos. `kind` is the subject's kind ("repair")."""
    found: dict[int, list[PhotoCard]] = defaultdict(list)
    query = (
        select(StoredFile)
        .where(StoredFile.part.in_(parts), StoredFile.subject.like(f"{kind}:%"))
        .order_by(StoredFile.part, StoredFile.position)
    )
    for row in db.session.scalars(query) if parts else ():
        assert row.part is not None
        found[row.part].append(_card(row))
    return {part: tuple(cards) for part, cards in found.items()}


# --- serving ----------------------------------------------------------------------------------------------------------


@bp.get("/files/<name>")
@public
def show(name: str) -> Response:
    """The photo itself."""
    return _serve(name, "")


@bp.get("/files/<name>/thumb")
@public
def thumb(name: str) -> Response:
    """Its thumbnail."""
    return _serve(name, "_t")


def _serve(name: str, which: str) -> Response:
    row = db.session.scalar(select(StoredFile).where(StoredFile.name == name))
    if row is None or not may_open(web.current_actor(), row.subject, row.uploaded_by):
        raise NotFound
    response = send_file(
        path_of(row.name, which), mimetype="image/jpeg", etag=f"{row.sha256[:20]}{which}", conditional=True
    )
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Content-Disposition"] = "inline"
    return response


_open: set[str] = set()


def open_to_guests(kind: str) -> None:
    """Things of this kind may be seen without signing in, as far as their sight check says so; all others never."""
    _open.add(kind)


def may_open(actor: Actor, subject: str | None, uploaded_by: int | None) -> bool:
    """What waits is its giver's alone; the rest is seen with the thing it belongs to."""
    if subject is None:
        return uploaded_by is not None and uploaded_by == actor.user_id
    return (actor.signed_in or subject.partition(":")[0] in _open) and may_see(actor, subject)


# --- keeping ----------------------------------------------------------------------------------------------------------


def folder() -> Path:
    """Where photos lie: instance/uploads."""
    return Path(current_app.config["HUB"].instance) / "uploads"


def path_of(name: str, which: str = "") -> Path:
    """The file of a photo, or with "_t" of its thumbnail."""
    return folder() / name[:2] / f"{name[2:]}{which}.jpg"


def _gate() -> threading.BoundedSemaphore:
    gate: threading.BoundedSemaphore = current_app.extensions.setdefault(
        "hub-photo-gate", threading.BoundedSemaphore(_AT_ONCE)
    )
    return gate


def _clean(upload: FileStorage) -> images.Picture:
    with _gate():
        data = upload.stream.read(images.LARGEST_BYTES + 1)
        return offload(images.clean, data, upload.filename or "")


def _shown(filename: str) -> str:
    return filename.replace("\\", "/").rsplit("/", 1)[-1][-60:]


@command
def _keep(actor: Actor, pictures: Sequence[images.Picture]) -> list[str]:
    names = []
    for position, picture in enumerate(pictures):
        name = secrets.token_hex(16)
        for which, data in (("", picture.main), ("_t", picture.thumb)):
            write(path_of(name, which), data)
        db.session.add(
            StoredFile(
                name=name,
                position=position,
                uploaded_by=actor.user_id,
                width=picture.width,
                height=picture.height,
                size=len(picture.main),
                sha256=picture.sha256,
                created_at=clock.now(),
            )
        )
        names.append(name)
    record(PhotosReceived(count=len(names)))
    return names


def write(path: Path, data: bytes) -> None:
    """On disk for good before the row says so."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".part")
    with half.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)


def _waiting(actor: Actor, names: Sequence[str]) -> list[StoredFile]:
    """Waiting photos of this actor among `names`, in order; a guest's are known by their unguessable names alone."""
    wanted = [name for name in names if len(name) == 32][: MOST * 2]
    if not wanted:
        return []
    query = select(StoredFile).where(
        StoredFile.name.in_(wanted), StoredFile.subject.is_(None), StoredFile.uploaded_by == actor.user_id
    )
    rows = {row.name: row for row in db.session.scalars(query)}
    return [rows[name] for name in dict.fromkeys(wanted) if name in rows]


def _card(row: StoredFile) -> PhotoCard:
    return PhotoCard(row.name, row.width, row.height)


@jobs.every(seconds=6 * 3600, name="photos.sweep", title=_l("清理没用上的照片"))
def sweep(actor: Actor) -> None:
    """Remove photos nobody came back for within a day, and files no row knows of."""
    for name in _forget(actor):
        for which in ("", "_t"):
            path_of(name, which).unlink(missing_ok=True)
    known = set(db.session.scalars(select(StoredFile.name)))
    too_old = (clock.now() - WAITS).timestamp()
    for path in folder().glob("??/*"):
        name = path.parent.name + path.stem.removesuffix("_t")
        if name not in known and path.stat().st_mtime < too_old:
            path.unlink(missing_ok=True)


@command
def _forget(actor: Actor) -> list[str]:
    query = select(StoredFile).where(StoredFile.subject.is_(None), StoredFile.created_at < clock.now() - WAITS)
    rows = list(db.session.scalars(query))
    for row in rows:
        db.session.delete(row)
    if rows:
        record(PhotosSwept(count=len(rows)))
    return [row.name for row in rows]


def sent_photos(name: str = "photos") -> tuple[list[FileStorage], list[str]]:
    """What the form of this request carries: new uploads and names kept from before."""
    return request.files.getlist(name), request.form.getlist("kept")


def refuse(received: Received) -> None:
    """RuleBroken on field "photos" when one of them cannot be used."""
    if received.problems:
        raise RuleBroken(" ".join(received.problems), "photos")
