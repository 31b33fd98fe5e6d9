"""Documents: judged by what they are, kept under random names, only downloaded."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from flask import Flask
from openpyxl import Workbook
from werkzeug.datastructures import FileStorage

from hub.core import clock, documents, jobs, papers
from hub.core.authz import GUEST, SYSTEM, sees
from hub.core.papers import BadPaper, examined
from hub.core.problems import RuleBroken
from tests.factories import World

PDF = b"%PDF-1.7\ntrailer <<>>\n%%EOF\n"


@sees("folder")
def sees_folder(actor, number: int) -> bool:
    return actor.user_id == number


def office(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return buffer.getvalue()


XLSX = office("[Content_Types].xml", "xl/workbook.xml")
DOCX = office("[Content_Types].xml", "word/document.xml")


def receive(app: Flask, actor, *files: tuple[bytes, str], kept: tuple[str, ...] = ()) -> documents.Received:
    uploads = [FileStorage(io.BytesIO(data), filename=name) for data, name in files]
    with app.test_request_context():
        return documents.receive(actor, uploads, kept)


@pytest.mark.parametrize(
    ("data", "name", "kind"), [(PDF, "a.pdf", "pdf"), (XLSX, "账.XLSX", "xlsx"), (DOCX, "通知.docx", "docx")]
)
def test_what_a_document_is_follows_from_its_content(data: bytes, name: str, kind: str) -> None:
    assert examined(data, name).kind == kind


def test_a_real_workbook_is_one() -> None:
    buffer = io.BytesIO()
    Workbook().save(buffer)
    assert examined(buffer.getvalue(), "book.xlsx").kind == "xlsx"


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.pdf", "empty"),
        (b"%PDF-1.7\nno end", "a.pdf", "broken"),
        (b"MZ\x90\x00", "a.pdf", "kind"),
        (b"<html>%PDF-</html>", "a.pdf", "kind"),
        (PDF, "a.exe", "extension"),
        (PDF, "a.pdf.html", "extension"),
        (XLSX, "a.docx", "extension"),
        (office("readme.txt"), "a.xlsx", "kind"),
        (office("[Content_Types].xml", "ppt/presentation.xml"), "a.docx", "kind"),
        (office("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"), "a.xlsx", "macros"),
        (b"PK\x03\x04rubbish", "a.xlsx", "broken"),
        (XLSX[: len(XLSX) // 2], "a.xlsx", "broken"),
    ],
)
def test_everything_else_is_refused(data: bytes, name: str, reason: str) -> None:
    with pytest.raises(BadPaper) as problem:
        examined(data, name)
    assert problem.value.reason == reason


def test_too_large_is_refused() -> None:
    with pytest.raises(BadPaper) as problem:
        examined(PDF + b" " * papers.LARGEST_BYTES, "a.pdf")
    assert problem.value.reason == "size"


def test_it_is_downloaded_by_whoever_sees_its_thing_and_never_shown(app: Flask, world: World, client) -> None:
    me, stranger = world.user(), world.user()
    got = receive(app, world.actor(me), (PDF, "../../物业\r\n账目.pdf"))
    (name,) = got.names
    assert got.cards[0].title == "物业账目.pdf"
    world.client(stranger).get(f"/documents/{name}", 404)
    documents.attach(world.actor(stranger), got.names, f"folder:{stranger}")
    documents.attach(world.actor(me), got.names, f"folder:{me}")
    answer = world.client(me).get(f"/documents/{name}")
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment; filename")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    world.client(me).get(f"/documents/{name}", 304, headers={"If-None-Match": answer.headers["ETag"]})
    world.client(stranger).get(f"/documents/{name}", 404)
    client.get(f"/documents/{name}", 404)
    client.get("/documents/nonsense", 404)
    with app.test_request_context():
        assert documents.documents_of(f"folder:{stranger}") == ()


def test_good_ones_are_kept_when_a_bad_one_comes_along(app: Flask, world: World) -> None:
    actor = world.actor(world.user())
    got = receive(app, actor, (PDF, "好.pdf"), (b"MZ", "坏.pdf"))
    assert [card.title for card in got.cards] == ["好.pdf"]
    assert "坏.pdf" in got.problems[0]
    with pytest.raises(RuleBroken):
        documents.refuse(got)
    again = receive(app, actor, (DOCX, "又.docx"), kept=got.names)
    assert len(again.names) == 2
    assert not again.problems
    many = receive(app, actor, *[(PDF, f"{n}.pdf") for n in range(9)])
    assert len(many.names) == documents.MOST
    assert many.problems
    assert receive(app, GUEST, kept=again.names).names == ()


def test_nobodys_documents_are_swept_and_others_are_not(app: Flask, world: World) -> None:
    me = world.user()
    left = receive(app, world.actor(me), (PDF, "a.pdf")).names[0]
    kept = receive(app, world.actor(me), (PDF, "b.pdf")).names[0]
    gone = receive(app, world.actor(me), (PDF, "c.pdf")).names[0]
    documents.attach(world.actor(me), (kept, gone), f"folder:{me}")
    documents.let_go(SYSTEM, f"folder:{me}", (kept,))
    with clock.frozen(clock.now() + timedelta(days=2)):
        jobs.JOBS["documents.sweep"].job(SYSTEM)
        assert documents.path_of(kept).exists()
        assert not documents.path_of(left).exists()
        assert not documents.path_of(gone).exists()
