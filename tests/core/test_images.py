"""What is a photo, what is not, and what is left of it."""

from __future__ import annotations

import contextlib
import io
import random
import struct
import zipfile
import zlib

import pillow_heif
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from hub.core import images
from hub.core.images import BadPhoto, clean


def picture(width: int = 64, height: int = 48) -> Image.Image:
    """Left half red, right half blue, so that one sees which way is up."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (width // 2, 0, width, height))
    return image


def encoded(kind: str, image: Image.Image | None = None, **options: object) -> bytes:
    out = io.BytesIO()
    image = image or picture()
    if kind == "HEIF":
        pillow_heif.from_pillow(image).save(out, quality=80)
    else:
        image.save(out, kind, **options)
    return out.getvalue()


def with_gps(orientation: int = 1, image: Image.Image | None = None) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "PhoneMaker"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (31.0, 13.0, 48.0)
    return encoded("JPEG", image, exif=exif, comment=b"at home", quality=95)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("JPEG", "a.jpg"),
        ("JPEG", "IMG.JPEG"),
        ("PNG", "a.png"),
        ("WEBP", "a.webp"),
        ("HEIF", "IMG_1.HEIC"),
        ("JPEG", "x"),
    ],
)
def test_photos_of_phones_become_clean_jpegs(kind: str, name: str) -> None:
    made = clean(encoded(kind), name)
    with Image.open(io.BytesIO(made.main)) as image:
        assert image.format == "JPEG"
        assert image.size == (made.width, made.height) == (64, 48)
        assert image.getpixel((5, 20))[0] > 200, "red is on the left"
    with Image.open(io.BytesIO(made.thumb)) as thumb:
        assert max(thumb.size) <= images.THUMB_SIDE


def test_place_time_and_maker_are_gone() -> None:
    source = with_gps()
    assert b"PhoneMaker" in source
    made = clean(source, "a.jpg")
    for data in (made.main, made.thumb):
        with Image.open(io.BytesIO(data)) as image:
            assert not image.getexif()
            assert not {"exif", "icc_profile", "comment", "xmp", "photoshop"} & set(image.info)
        assert b"PhoneMaker" not in data
        assert b"at home" not in data


@pytest.mark.parametrize("orientation", range(1, 9))
def test_photos_stand_upright_however_the_phone_was_held(orientation: int) -> None:
    made = clean(with_gps(orientation), "a.jpg")
    assert (made.width > made.height) == (orientation < 5)


def test_large_photos_are_made_small() -> None:
    made = clean(encoded("JPEG", picture(5200, 3900), quality=60), "a.jpg")
    assert max(made.width, made.height) == images.LONGEST_SIDE


def test_transparent_pictures_lie_on_white() -> None:
    made = clean(encoded("PNG", Image.new("RGBA", (20, 20), (0, 0, 0, 0))), "a.png")
    with Image.open(io.BytesIO(made.main)) as image:
        assert min(image.getpixel((10, 10))) > 250


def test_a_motion_photo_loses_its_film_but_is_welcome() -> None:
    film = struct.pack(">I", 24) + b"ftypmp42" + bytes(12) + random.Random(1).randbytes(5000)
    made = clean(encoded("JPEG") + film, "MVIMG.jpg")
    assert b"ftypmp42" not in made.main


def bomb() -> bytes:
    """A PNG whose header claims 30,000 × 30,000 pixels."""
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(99))) + chunk(b"IEND", b"")
    )


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "x")
    return out.getvalue()


def text_chunk() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "<script>alert(1)</script>")
    return encoded("PNG", pnginfo=info)


REFUSED = {
    "empty": (b"", "a.jpg", "empty"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.jpg", "kind"),
    "gif": (encoded("GIF"), "a.gif", "kind"),
    "film": (struct.pack(">I", 24) + b"ftypmp42" + bytes(40), "a.jpg", "kind"),
    "wrong ending": (encoded("PNG"), "a.jpg", "extension"),
    "program ending": (encoded("JPEG"), "a.exe", "extension"),
    "truncated": (encoded("JPEG", picture(800, 600))[:-2000], "a.jpg", "broken"),
    "only a header": (encoded("JPEG")[:20], "a.jpg", "broken"),
    "truncated png": (encoded("PNG", picture(300, 300))[:-300], "a.png", "broken"),
    "bomb": (bomb(), "a.png", "pixels"),
    "web page behind": (encoded("JPEG") + b"<html><script>1</script>", "a.jpg", "foreign"),
    "archive behind": (encoded("JPEG") + zipped(), "a.jpg", "foreign"),
    "script in a text chunk": (text_chunk(), "a.png", "foreign"),
    "too large": (encoded("JPEG") + bytes(images.LARGEST_BYTES), "a.jpg", "size"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_everything_else_is_refused_with_its_reason(case: str) -> None:
    data, name, reason = REFUSED[case]
    with pytest.raises(BadPhoto) as refusal:
        clean(data, name)
    assert refusal.value.reason == reason


SEEDS = {kind: encoded(kind, picture(40, 30)) for kind in ("JPEG", "PNG", "WEBP", "HEIF")}


@given(
    kind=st.sampled_from(sorted(SEEDS)),
    cut=st.floats(0, 1),
    flips=st.lists(st.tuples(st.floats(0, 1), st.integers(1, 255))),
)
@settings(max_examples=150, deadline=None)
def test_damaged_photos_are_cleaned_or_refused_never_worse(
    kind: str, cut: float, flips: list[tuple[float, int]]
) -> None:
    data = bytearray(SEEDS[kind][: max(1, int(len(SEEDS[kind]) * cut))])
    for where, what in flips[:6]:
        data[int(where * (len(data) - 1))] ^= what
    with contextlib.suppress(BadPhoto):
        clean(bytes(data), "")
