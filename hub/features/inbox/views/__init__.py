"""Routes of the inbox and of how news comes."""

from hub.features.inbox.views import entries

BLUEPRINTS = (entries.bp,)
