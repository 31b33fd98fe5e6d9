"""Routes of the inbox and of how news comes."""

from hub.features.inbox.views import entries, office, push, settings, stop, wechat

BLUEPRINTS = (entries.bp, settings.bp, push.bp, wechat.bp, stop.bp, office.bp)
