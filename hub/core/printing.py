"""HTML as PDF, set by a press of its own: it computes for seconds and takes its memory with it when it ends."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from flask import current_app

from hub.config import ROOT
from hub.core.problems import Busy

PRESS = Path(__file__).resolve().parent / "press.py"
AT_ONCE = 2
DEADLINE_S = 60.0


def pdf(html: str, style: str, out: Path, pictures: Mapping[str, Path] | None = None) -> Path:
    """Set `html` with the sheet static/css/`style` into the file `out`, which is only there when it is whole.

    Waits without holding anybody up; raises Busy when the presses are taken for too long.
    """
    gate = _gate()
    if not gate.acquire(timeout=DEADLINE_S):
        raise Busy
    try:
        out.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent) as desk:
            page, known, fresh = Path(desk) / "page.html", Path(desk) / "pictures.json", Path(desk) / "page.pdf"
            page.write_text(html)
            known.write_text(json.dumps({address: str(path) for address, path in (pictures or {}).items()}))
            _press(page, ROOT / "static" / "css" / style, known, fresh)
            fresh.replace(out)
    finally:
        gate.release()
    return out


def _press(*arguments: Path) -> None:
    # -I: no module of ours may shadow one of the libraries'
    press = subprocess.Popen(  # noqa: S603 - our own script, files of ours as arguments
        [sys.executable, "-I", str(PRESS), *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + DEADLINE_S
    while press.poll() is None:
        if time.monotonic() > deadline:
            press.kill()
            press.wait()
            raise Busy
        time.sleep(0.05)
    if press.returncode != 0:
        raise RuntimeError(f"the press ended with {press.returncode}")


def _gate() -> threading.BoundedSemaphore:
    gate: threading.BoundedSemaphore = current_app.extensions.setdefault(
        "hub-press-gate", threading.BoundedSemaphore(AT_ONCE)
    )
    return gate
