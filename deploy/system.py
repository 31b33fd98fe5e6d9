"""What the operating system must bring, how to notice that it is missing, and installing it where we may.

Debian and its relatives (apt-get) are installed to; elsewhere the missing parts are named.
"""

from __future__ import annotations

import ctypes.util
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Part:
    """A component: what it is for a reader, Debian's packages, and the check that it is there."""

    what: str
    debian: tuple[str, ...]
    here: Callable[[], bool]


def _library(*names: str) -> bool:
    return all(ctypes.util.find_library(name) for name in names)


def _chinese_font() -> bool:
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False).stdout.strip())


def postgres_programs() -> Path | None:
    """The folder that holds initdb and postgres, the newest if there are several."""
    homes = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: float(p.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    for folder in [*homes, *([Path(on_path).resolve().parent] if on_path else [])]:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    return None


def browser() -> str | None:
    """The path of a Chromium."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


PARTS = {
    "pango": Part(
        "Pango, which sets the text of PDF files",
        ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"),
        lambda: _library("pango-1.0", "pangoft2-1.0"),
    ),
    "font": Part("a Chinese font", ("fonts-noto-cjk", "fontconfig"), _chinese_font),
    "browser": Part("Chromium", ("chromium",), lambda: browser() is not None),
    "postgresql": Part("PostgreSQL", ("postgresql",), lambda: postgres_programs() is not None),
    "redis": Part("Redis", ("redis-server",), lambda: shutil.which("redis-server") is not None),
    "java": Part(
        "a Java runtime, for the HTML checker", ("default-jre-headless",), lambda: shutil.which("java") is not None
    ),
}


def provide(names: Iterable[str], why: str, *, sudo: bool) -> list[str]:
    """Install what is missing if we may: as root, or with `sudo` also by a sudo that asks no password.

    Answers what still lacks, one line each.
    """
    missing = [PARTS[name] for name in names if not PARTS[name].here()]
    if not missing:
        return []
    wanted = [package for part in missing for package in part.debian]
    if apt_install(wanted, sudo=sudo):
        missing = [part for part in missing if not part.here()]
    lines = [f"{part.what} (Debian, Ubuntu: apt-get install {' '.join(part.debian)})" for part in missing]
    if lines:
        print(f"\nMissing for {why}:\n" + "\n".join(f"  - {line}" for line in lines) + "\n", flush=True)
    return lines


def ensure(what: str, package: str) -> None:
    """Install one Debian package, or end with the word what to do."""
    if not apt_install([package], sudo=False):
        raise SystemExit(f"Python's {what} module is missing: apt-get install {package}, then again.")


def apt_install(wanted: list[str], *, sudo: bool) -> bool:
    """True if apt-get says that these packages are installed."""
    if not shutil.which("apt-get"):
        return False
    prefix: list[str] = []
    if os.geteuid() != 0:
        if not sudo or not shutil.which("sudo"):
            return False
        prefix = ["sudo", "-n", "--preserve-env=DEBIAN_FRONTEND"]
        if subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode != 0:
            return False
    print(f"• installing through apt-get: {' '.join(wanted)}", flush=True)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = [*prefix, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *wanted]
    for prepare in (None, [*prefix, "apt-get", "update", "-qq"]):
        if prepare:
            subprocess.run(prepare, env=env, capture_output=True, check=False)
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return True
    print(done.stderr.strip()[-2000:], flush=True)
    return False
