"""Rate limits, shared through Redis when several processes serve."""

from __future__ import annotations

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from hub.config import Config

limiter = Limiter(key_func=get_remote_address, default_limits=[], headers_enabled=False, strategy="moving-window")


def init_app(app: Flask) -> None:
    """Redis when configured, this process' memory otherwise."""
    config: Config = app.config["HUB"]
    app.config["RATELIMIT_STORAGE_URI"] = config.redis_url or "memory://"
    app.config["RATELIMIT_SWALLOW_ERRORS"] = True  # Redis away must not lock people out; argon2 still slows guessing
    app.config["RATELIMIT_ENABLED"] = config.env != "test" or app.config.get("RATELIMIT_ENABLED", False)
    limiter.init_app(app)
