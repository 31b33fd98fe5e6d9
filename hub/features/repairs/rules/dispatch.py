"""Who is asked first to do a job. Pure: the same people in any order give the same answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hub.features.repairs.rules.places import Kind, Urgency

LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Job:
    """What has to be done and where; `building_id` is empty for a place that belongs to no building."""

    kind: Kind
    building_id: int | None = None


@dataclass(frozen=True)
class Candidate:
    """A technician at this moment. Empty `building_ids`: all buildings. Empty `idle_since`: never had a job."""

    user_id: int
    skills: frozenset[Kind]
    building_ids: frozenset[int]
    on_shift: bool
    open_jobs: int
    idle_since: datetime | None = None


@dataclass(frozen=True)
class Patience:
    """How long an offer waits for its answer, in minutes."""

    ordinary: int = 10
    urgent: int = 5

    def until(self, urgency: Urgency, now: datetime) -> datetime:
        """The moment at which the next one is asked."""
        return now + timedelta(minutes=self.urgent if urgency is Urgency.URGENT else self.ordinary)


def qualified(job: Job, person: Candidate) -> bool:
    """Has the skill, is on shift, and looks after this building."""
    near = not person.building_ids or job.building_id is None or job.building_id in person.building_ids
    return job.kind in person.skills and person.on_shift and near


def choose(job: Job, people: Iterable[Candidate], said_no: Collection[int] = ()) -> int | None:
    """Of those qualified who have not said no: fewest open jobs, then longest idle, then lowest id; None if nobody."""
    asked = [person for person in people if qualified(job, person) and person.user_id not in said_no]
    best = min(asked, key=lambda p: (p.open_jobs, p.idle_since or LONG_AGO, p.user_id), default=None)
    return best.user_id if best else None
