"""Work that nobody waits for: rhythms (`@every`) and errands (`@task`, `later`).

A rhythm is a function that looks for what is due and does it by commands. An errand is written in the same transaction
as the deed that wants it, waits in the database, and is run outside any transaction, so it may wait on a network; it
is tried again after a failure or a crash. Because of that it may run twice: what it does must bear that.

APScheduler rings, in every serving process; the tables say what is due and who does it. Why this way:
docs/decisions/0006-jobs.md.
"""

from __future__ import annotations

from hub.core.jobs.bell import ring_all, start
from hub.core.jobs.care import TaskDropped, TaskRetried, ailing, counts, drop, retry, tasks
from hub.core.jobs.claims import TaskGivenUp
from hub.core.jobs.models import JobLease, Task
from hub.core.jobs.periodic import JOBS, Entry, State, every, run, states
from hub.core.jobs.runner import Runner, run_due
from hub.core.jobs.tasks import TASKS, GiveUp, later, task

__all__ = [
    "JOBS",
    "TASKS",
    "Entry",
    "GiveUp",
    "JobLease",
    "Runner",
    "State",
    "Task",
    "TaskDropped",
    "TaskGivenUp",
    "TaskRetried",
    "ailing",
    "counts",
    "drop",
    "every",
    "later",
    "retry",
    "ring_all",
    "run",
    "run_due",
    "start",
    "states",
    "task",
    "tasks",
]
