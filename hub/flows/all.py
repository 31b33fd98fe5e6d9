"""Importing this module hangs every flow on its facts."""
