"""Heavy computing leaves the loop that serves everyone.

Under eventlet and gevent one blocked call blocks all phones, so what computes for long (password hashing, pictures,
PDF, spreadsheets) runs in a real thread. The function must be pure: no database, no Flask, no logging, because locks
made green by monkey patching do not work from a foreign thread.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def _patched(library: str) -> bool:
    if library not in sys.modules:
        return False
    if library == "eventlet":
        return bool(sys.modules["eventlet"].patcher.is_monkey_patched("socket"))
    import gevent.monkey

    return bool(gevent.monkey.is_module_patched("socket"))


def offload(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `work` off the loop and wait for it without holding anybody up; its exception is raised here."""
    if _patched("eventlet"):
        from eventlet import tpool

        result: Any = tpool.execute(work, *args, **kwargs)
        return result
    if _patched("gevent"):
        import gevent

        return gevent.get_hub().threadpool.apply(work, args, kwargs)
    return work(*args, **kwargs)
