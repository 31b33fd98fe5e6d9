"""Every page is valid HTML by the Nu checker."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from hub.config import ROOT
from tests.browser.pages import furnished
from tests.factories import World
from tests.judge import JudgingClient

pytestmark = [pytest.mark.needs("java"), pytest.mark.timeout(300)]
CHECKER = ROOT / "deploy" / "frontend" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def test_the_nu_checker_accepts_every_page(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    clients: dict[int, JudgingClient] = {}
    for number, visit in enumerate(furnished(world)):
        if visit.user_id not in clients:
            clients[visit.user_id] = world.client(visit.user_id) if visit.user_id else JudgingClient(world.app)
        html = clients[visit.user_id].get(visit.path).get_data()
        (folder / f"{number:02d}{visit.path.replace('/', '_')}.html").write_bytes(html)
    done = subprocess.run(
        ["java", "-jar", str(CHECKER), "--errors-only", "--format", "text", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.replace(str(folder), "")[:6000]
