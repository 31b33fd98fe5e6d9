"""Routes of people's own affairs and of the office, by subject."""

from hub.people.register_views import BLUEPRINTS as REGISTER
from hub.people.views import door, entry, household, office_hours, second_factor, sessions, signin, staff
from hub.people.views.door import TOKEN, remember

BLUEPRINTS = (signin.bp, entry.bp, household.bp, sessions.bp, staff.bp, office_hours.bp, *REGISTER)

__all__ = ["BLUEPRINTS", "TOKEN", "door", "remember", "second_factor"]
