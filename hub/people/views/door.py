"""Who is behind a request. Flask-Login keeps the sign-in's token in the cookie; the row behind it decides."""

from __future__ import annotations

from flask import session
from flask.blueprints import BlueprintSetupState
from flask_login import LoginManager, UserMixin, login_user, logout_user

from hub.core import web
from hub.core.authz import Actor
from hub.core.i18n import lazy as _l
from hub.people.commands import seen
from hub.people.commands.signin import Ticket
from hub.people.queries.actors import actor_of_token

TOKEN = "_user_id"  # noqa: S105 - where Flask-Login keeps what get_id answers

manager = LoginManager()


class SignedIn(UserMixin):
    said = _l("登录")

    """A sign-in, not a person: its id is the random token, so ending the row ends it (ASVS 7.4.1)."""

    def __init__(self, token: str) -> None:
        self.token = token

    def get_id(self) -> str:
        return self.token


@manager.user_loader
def load(token: str) -> SignedIn | None:
    """None when the token's row has ended."""
    return SignedIn(token) if actor_of_token(token).signed_in else None


@web.load_actor_with
def who() -> Actor:
    """The person behind this request's cookie, asked of the database each time."""
    actor = actor_of_token(str(session.get(TOKEN, "")))
    if actor.session_id is not None:
        seen.note(actor.session_id)
    return actor


def remember(ticket: Ticket) -> None:
    """Put the fresh token into a fresh cookie: nothing of the anonymous session survives (fixation)."""
    session.clear()
    session.permanent = True
    login_user(SignedIn(ticket.token))


def forget() -> None:
    """Empty the cookie."""
    logout_user()
    session.clear()


def attach(state: BlueprintSetupState) -> None:
    """Hang Flask-Login on the app, once."""
    manager.init_app(state.app)
    manager.session_protection = None  # an address that changes on the train is no thief
