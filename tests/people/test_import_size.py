"""Five thousand units: under 20 seconds and 300 MB, from the command line."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hub.config import ROOT
from tests.conftest import SECRET
from tests.people.sheets import UGLY, random_units, write

SECONDS, MEGABYTES = 20, 300


# A child begins with the peak of whoever forked it, so a small process in between does the forking and the measuring.
MEASURE = """
import json, resource, subprocess, sys, time
began = time.monotonic()
done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, check=True)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(json.dumps([time.monotonic() - began, peak, json.loads(done.stdout)]))
"""


def measured(instance: Path, file: Path) -> tuple[float, float, dict[str, Any]]:
    """(seconds, peak MB, what --json printed) of one `flask register import`."""
    env = {**os.environ, "HUB_INSTANCE": str(instance), "HUB_SECRET_KEY": SECRET, "HUB_DATABASE_URL": ""}
    import_ = [sys.executable, "-m", "flask", "--app", "hub", "register", "import", str(file), "--json"]
    command = [sys.executable, "-c", MEASURE, *import_]
    done = subprocess.run(command, stdout=subprocess.PIPE, env=env, cwd=ROOT, check=True)
    seconds, megabytes, said = json.loads(done.stdout)
    return seconds, megabytes, said


@pytest.mark.alone  # it measures time and memory
def test_five_thousand_units_fit_in_time_and_memory(tmp_path: Path, template_database: Path) -> None:
    (tmp_path / "hub.db").write_bytes(template_database.read_bytes())
    units = random_units(random.Random(7), 5000)
    file = tmp_path / "ugly.xlsx"
    write(file, units, UGLY)
    seconds, megabytes, said = measured(tmp_path, file)
    assert said["units"]["created"] == 5000
    assert said["owners"]["created"] == sum(len(unit.owners) for unit in units)
    total = sum(unit.area for unit in units)
    assert said["total_area"] == f"{total // 100}.{total % 100:02d}"
    assert said["errors"] == []
    assert seconds < SECONDS
    assert megabytes < MEGABYTES
    _, _, again = measured(tmp_path, file)
    assert again["units"] == {"created": 0, "updated": 0, "unchanged": 5000}
