"""The core knows no feature: storage, facts, rights, live updates, files, time."""
