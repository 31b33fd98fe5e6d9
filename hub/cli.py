"""Commands for operators; they call the same commands as every other caller."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext

from hub.people.cli import register

demo = AppGroup("demo", help="The made-up community 明强小区, for trying the hub and for load tests.")


def init_app(app: Flask) -> None:
    """Hang the command groups on `flask --app hub`."""
    app.cli.add_command(register)
    app.cli.add_command(demo)
    app.cli.add_command(setup_code)


@demo.command("load")
@click.option("--scale", type=click.IntRange(1, 500), default=1, show_default=True, help="N times as much of it.")
def load_demo(scale: int) -> None:
    """Fill an empty instance; refuses one that already holds a register."""
    from hub.core.problems import RuleBroken
    from hub.flows.demo.load import load  # the demo is large and nobody else needs it

    try:
        fact = load(scale)
    except RuleBroken as problem:
        raise click.ClickException(problem.message) from problem
    click.echo(f"明强小区 × {fact.scale}: {fact.units} units, {fact.repairs} repairs.")


@click.command("setup-code")
@with_appcontext
def setup_code() -> None:
    """Print a new one-time code with which the first admin sets this instance up."""
    from hub.core.authz import SYSTEM
    from hub.core.problems import RuleBroken
    from hub.people.commands.setup import make_code

    try:
        click.echo(make_code(SYSTEM))
    except RuleBroken as problem:
        raise click.ClickException(problem.message) from problem
