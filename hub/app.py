"""The factory: configuration, extensions, features, error pages."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from flask import Flask
from flask_bootstrap import Bootstrap5
from flask_migrate import Migrate

from hub.config import ROOT, Config
from hub.core import assets, audit, db, documents, files, i18n, jobs, limits, live, logs, markdown, squeeze, web

FEATURES = ("assets", "cases", "inbox", "notices", "repairs", "rounds")
# a feature's parts that register themselves on import, lowest first
PARTS = ("models", "policy", "queries", "commands", "jobs", "live", "views")

__all__ = ["FEATURES", "create_app"]


def create_app(config: Config | None = None, *, serving: bool = False) -> Flask:
    """Build the app. `serving` is true in wsgi.py only: commands need neither a socket server nor its library."""
    config = config or Config.from_env()
    app = Flask(
        "hub",
        instance_path=str(config.instance),
        root_path=str(ROOT / "hub"),
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
    )
    config.instance.mkdir(parents=True, exist_ok=True)
    app.config["HUB"] = config
    app.config["SECRET_KEY"] = config.secret_key
    app.config["TESTING"] = config.env == "test"
    logs.init_app(app)
    db.init_app(app)
    Migrate(app, db.db, directory=str(ROOT / "hub" / "migrations"), render_as_batch=True)
    i18n.init_app(app)
    squeeze.init_app(app)
    web.init_app(app)
    assets.init_app(app)
    markdown.init_app(app)
    Bootstrap5(app)  # its form and navigation macros; the style sheet is built by us
    limits.init_app(app)
    live.init_app(app, config.async_mode if serving else "threading")
    _load("hub.people", app)
    for name in FEATURES:
        _load(f"hub.features.{name}", app)
    import_module("hub.flows.all")
    _load("hub.pages", app)
    app.register_blueprint(files.bp)
    import_module("hub.cli").init_app(app)
    assert audit
    assert documents
    assert jobs
    return app


def _load(package: str, app: Flask) -> None:
    """Import the parts a package has, and register its blueprints."""
    for part in PARTS:
        name = f"{package}.{part}"
        if find_spec(name) is None:
            continue
        module = import_module(name)
        for blueprint in getattr(module, "BLUEPRINTS", ()):
            app.register_blueprint(blueprint)
