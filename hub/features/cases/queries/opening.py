"""The one way a deed of the reporter's finds its case: by id under one's name, or by code under nobody's."""

from __future__ import annotations

from hub.core.authz import Actor, require
from hub.features.cases import policy
from hub.features.cases.models import Case
from hub.features.cases.queries.sight import by_code, row
from hub.features.cases.rules.stages import Party

Key = int | str


def opened_by_reporter(actor: Actor, key: Key) -> tuple[Actor, Case]:
    """(who acts, the case, locked): a code opens it as FOLLOWER, whoever typed it; an id asks for the reporter."""
    if isinstance(key, str):
        return policy.FOLLOWER, by_code(key, lock=True)
    case = row(actor, key)
    require(Party.REPORTER in policy.parties(actor, case))
    return actor, case
