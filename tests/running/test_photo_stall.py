"""Several large photos at once do not stall anybody else's pages."""

from __future__ import annotations

import io
import re
import threading
import time
from collections.abc import Iterator

import pytest
from PIL import Image

from hub.core.db import db
from tests.factories import World
from tests.running.conftest import Browser, Running, serving

pytestmark = [pytest.mark.alone, pytest.mark.timeout(180)]

SENDERS, EACH = 3, 2
LONGEST_S = 1.0  # of any page beside them; decoding one of these photos alone takes about half of that


def twelve_megapixels() -> bytes:
    """A photo with noise in it, as large as phones make them."""
    small = Image.effect_noise((1000, 750), 80).convert("RGB")
    out = io.BytesIO()
    small.resize((4000, 3000)).save(out, "JPEG", quality=92)
    return out.getvalue()


@pytest.fixture(scope="module")
def hub(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(request, tmp_path_factory.mktemp("photos"), "eventlet", "sqlite") as running:
        yield running


def report(browser: Browser, photo: bytes) -> int:
    page = browser.get("/repairs/new")
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
    fields = {**dict(pairs), "place": "public", "spot": "lift", "kind": "lift", "urgency": "ordinary", "anyway": "1"}
    fields |= {"description": "电梯停了", "visit_part": "any"}
    files = [("photos", (f"{n}.jpg", photo, "image/jpeg")) for n in range(EACH)]
    answer = browser.post("/repairs/new", data=fields, files=files)
    assert answer.status_code == 303, answer.text[:2000]
    return answer.status_code


def test_pages_go_on_while_photos_are_received(hub: Running) -> None:
    with hub.app.app_context():
        world = World(hub.app)
        world.building()
        db.session.remove()
    senders = [hub.browser() for _ in range(SENDERS)]
    for browser, phone in zip(senders, hub.phones, strict=False):
        browser.sign_in(phone)
    reader, photo = hub.browser(), twelve_megapixels()
    idle = [timed(reader) for _ in range(30)]
    done: list[int] = []
    threads = [threading.Thread(target=lambda b=b: done.append(report(b, photo))) for b in senders]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    beside = []
    while any(thread.is_alive() for thread in threads):
        beside.append(timed(reader))
        time.sleep(0.02)
    took = time.monotonic() - began
    for thread in threads:
        thread.join()
    print(
        f"{SENDERS * EACH} photos of {len(photo) // 1024} kB in {took:.1f} s; pages: idle median "
        f"{sorted(idle)[15] * 1000:.0f} ms, beside median {sorted(beside)[len(beside) // 2] * 1000:.0f} ms, "
        f"longest {max(beside) * 1000:.0f} ms of {len(beside)}"
    )
    assert done == [303] * SENDERS
    assert len(beside) >= 5
    assert max(beside) < LONGEST_S


def timed(browser: Browser) -> float:
    began = time.monotonic()
    assert browser.get("/phones").status_code == 200
    return time.monotonic() - began
