"""Structured logs without personal data: JSON lines in production, readable ones elsewhere."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog
from flask import Flask

from hub.config import Config


def init_app(app: Flask) -> None:
    """Everything goes to standard error, once."""
    config: Config = app.config["HUB"]
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]
    last = structlog.processors.JSONRenderer() if config.production else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[*shared, last],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
