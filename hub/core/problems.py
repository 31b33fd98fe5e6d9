"""What domain code raises; one handler turns it into a page, a partial or an error line."""

from __future__ import annotations


class Problem(Exception):
    """Base of everything a person may be told. `status` is the HTTP status."""

    status = 400

    def __init__(self, message: object = "") -> None:
        super().__init__(message)
        self._message = message

    @property
    def message(self) -> str:
        """In the reader's language: lazy texts are resolved when shown, not when raised."""
        return str(self._message)


class NotFound(Problem):
    """There is no such thing, or this person may not know of it: the two look alike."""

    status = 404


class Forbidden(Problem):
    """The person may see the thing but not do this to it."""

    status = 403


class SecondFactorNeeded(Forbidden):
    """The role allows it, the session has not shown its second factor."""


class RuleBroken(Problem):
    """A rule of the domain says no; `field` names the form field at fault, if one is."""

    status = 422

    def __init__(self, message: object, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class Busy(Problem):
    """The write could not begin before its deadline; nothing was written."""

    status = 503


class AlreadyDone(Problem):
    """This one-time key was used before: the deed is done and must not be repeated."""

    status = 409
