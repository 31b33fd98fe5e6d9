"""Routes of the pages that read many features."""

from hub.pages.views import asset_card, compound, home, jobs, machine, me, office, privacy, setup

BLUEPRINTS = (home.bp, compound.bp, me.bp, machine.bp, setup.bp, office.bp, jobs.bp, privacy.bp, asset_card.bp)
