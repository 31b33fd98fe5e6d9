"""Facts become inbox entries, here and nowhere else: one module for each feature whose facts people hear of.

Delivering twice is harmless: the inbox knows each entry by its key.
"""

from hub.flows.notify import assets, cases, notices, office, privacy, repairs, rounds

__all__ = ["assets", "cases", "notices", "office", "privacy", "repairs", "rounds"]
