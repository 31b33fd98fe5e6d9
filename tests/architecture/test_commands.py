"""Laws that commands keep."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.config import ROOT

# bookkeeping of the machine itself, nothing a person did
NO_FACT = {"_forget", "_store", "_take", "_note", "_write"}
NO_FACTS_IN = ("hub/core/jobs/claims.py",)


def commands() -> Iterator[tuple[Path, ast.FunctionDef, ast.Module]]:
    for path in sorted((ROOT / "hub").rglob("*.py")):
        tree = ast.parse(path.read_text())
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and any(
                ast.unparse(d) in ("command", "events.command") for d in node.decorator_list
            ):
                yield path, node, tree


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        return _name(node.func)
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


ALL = list(commands())


@pytest.mark.parametrize(("path", "node", "tree"), ALL, ids=[f"{p.parent.name}.{p.stem}.{n.name}" for p, n, _ in ALL])
def test_a_command_takes_the_actor_first_and_records_a_fact(
    path: Path, node: ast.FunctionDef, tree: ast.Module
) -> None:
    first = [*node.args.posonlyargs, *node.args.args][0].arg
    assert first in ("actor", "_actor")
    if node.name not in NO_FACT and not path.as_posix().endswith(NO_FACTS_IN):
        assert _records(node, tree, set()), f"{path.name}:{node.name} records no fact"


def _records(node: ast.FunctionDef, tree: ast.Module, seen: set[str]) -> bool:
    """True if `node`, or a function it calls by a name this module can follow, records."""
    called = {_name(call.func) for call in ast.walk(node) if isinstance(call, ast.Call)}
    if "record" in called:
        return True
    seen.add(node.name)
    own = {f.name: f for f in tree.body if isinstance(f, ast.FunctionDef)}
    follow = any(_records(own[name], tree, seen) for name in called & own.keys() - seen)
    return follow or bool(called & COMMAND_NAMES - seen)


COMMAND_NAMES = {node.name for _, node, _ in ALL if "record" in ast.unparse(node)}


def test_only_the_core_commits() -> None:
    for path in sorted((ROOT / "hub").rglob("*.py")):
        if path.name == "events.py" and path.parent.name == "core":
            continue
        assert ".commit()" not in path.read_text(), f"{path} commits by itself"


def test_there_are_commands_to_judge() -> None:
    assert len(ALL) > 3
