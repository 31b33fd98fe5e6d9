"""Photos from phones: checked by content, turned upright, made small, freed of everything that is not picture.

Pure, so that it can run in a thread of its own: bytes in, bytes out, `BadPhoto` for everything that is no photo.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import PurePath

import pillow_heif
from PIL import Image, ImageCms, ImageOps

pillow_heif.register_heif_opener(thumbnails=False)

LARGEST_BYTES = 20 * 1024 * 1024
LARGEST_PIXELS = 50_000_000
LONGEST_SIDE = 2560
THUMB_SIDE = 480
QUALITY = 82
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
EXTENSIONS = {
    "jpg": "JPEG",
    "jpeg": "JPEG",
    "jfif": "JPEG",
    "png": "PNG",
    "webp": "WEBP",
    "heic": "HEIF",
    "heif": "HEIF",
    "hif": "HEIF",
}
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_FOREIGN_WORDS = (b"<script", b"<html", b"<!doctype", b"<?php")
_ZIP_END = b"PK\x05\x06"
_ZIP_TAIL = 66_000  # the end-of-central-directory record lies within 64 KB of the end


class BadPhoto(Exception):
    """Not a usable photo; `reason` is one of empty, size, kind, extension, foreign, pixels, broken."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Picture:
    """A clean JPEG (longest side ≤ 2560) and its thumbnail (≤ 480), without any metadata; pixels, fingerprint."""

    main: bytes
    thumb: bytes
    width: int
    height: int
    sha256: str


def clean(data: bytes, name: str) -> Picture:
    """Check and re-encode one photo. `name` is the file's name on the phone and only its ending counts."""
    if not data:
        raise BadPhoto("empty")
    if len(data) > LARGEST_BYTES:
        raise BadPhoto("size")
    kind = kind_of(data)
    if kind is None:
        raise BadPhoto("kind")
    ending = PurePath(name).suffix.lower().lstrip(".")
    if ending and EXTENSIONS.get(ending) != kind:
        raise BadPhoto("extension")
    if _has_foreign_parts(data):
        raise BadPhoto("foreign")
    try:
        return _encode(data, kind)
    except BadPhoto:
        raise
    except Image.DecompressionBombError as error:
        raise BadPhoto("pixels") from error
    except Exception as error:  # decoders raise what they like on damaged input
        raise BadPhoto("broken") from error


def kind_of(data: bytes) -> str | None:
    """JPEG, PNG, WEBP or HEIF by the first bytes; None for anything else."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp":
        size = min(int.from_bytes(data[:4], "big"), 256)
        brands = [data[8:12], *(data[i : i + 4] for i in range(16, size, 4))]
        if any(brand in _HEIF_BRANDS for brand in brands):
            return "HEIF"
    return None


def _has_foreign_parts(data: bytes) -> bool:
    """A file that is also a web page, a program, an archive or a document. Films behind a photo (Motion Photo) are not
    meant here: they vanish when the picture is encoded anew."""
    lowered = data.lower()
    if any(word in lowered for word in _FOREIGN_WORDS) or b"%PDF-" in data[:2048]:
        return True
    return _ZIP_END in data[-_ZIP_TAIL:] and b"PK\x03\x04" in data


def _encode(data: bytes, kind: str) -> Picture:
    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        width, height = image.size
        if width * height > LARGEST_PIXELS:
            raise BadPhoto("pixels")
        if width < 1 or height < 1:
            raise BadPhoto("broken")
        if kind == "JPEG":
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # decodes a large photo at a fraction of its size
        image.load()
        upright = ImageOps.exif_transpose(image)
        upright = _flat(_standard_colours(upright))
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    upright.info = {}
    thumb = upright.copy()
    thumb.thumbnail((THUMB_SIDE, THUMB_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    main = _jpeg(upright)
    return Picture(main, _jpeg(thumb), upright.width, upright.height, hashlib.sha256(main).hexdigest())


def _standard_colours(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "RGBA"):
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=image.mode) or image
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image  # a damaged profile: the colours stay as they are


def _flat(image: Image.Image) -> Image.Image:
    """RGB on white paper."""
    if image.mode == "RGB":
        return image
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layered = image.convert("RGBA")
        paper = Image.new("RGB", layered.size, "white")
        paper.paste(layered, mask=layered.getchannel("A"))
        return paper
    return image.convert("RGB")


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, progressive=True)
    return out.getvalue()
