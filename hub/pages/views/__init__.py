"""Routes of the pages that read many features."""

from hub.pages.views import compound, home, machine, me, office, privacy, setup

BLUEPRINTS = (home.bp, compound.bp, me.bp, machine.bp, setup.bp, office.bp, privacy.bp)
