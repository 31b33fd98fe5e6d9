"""Every page is valid HTML by the Nu checker."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from hub.config import ROOT
from tests.browser.pages import Visit

pytestmark = [pytest.mark.needs("browser", "java"), pytest.mark.timeout(300)]
CHECKER = ROOT / "deploy" / "frontend" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def test_the_nu_checker_accepts_every_page(visits: list[Visit], tmp_path: Path) -> None:
    assert CHECKER.exists(), "npm ci in deploy/frontend brings the checker"
    for number, visit in enumerate(visits):
        name = f"{number:03d}-{visit.number[-2:]}{visit.path.partition('?')[0].replace('/', '_')}.html"
        (tmp_path / name).write_text(visit.html)
    done = subprocess.run(
        ["java", "-Xss8m", "-jar", str(CHECKER), "--errors-only", "--format", "text", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    print(f"\n{len(visits)} pages checked")
    assert done.returncode == 0, done.stderr.replace(str(tmp_path), "")[:6000]
