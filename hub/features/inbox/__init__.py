"""The inbox: what happened that concerns you, in one list, with a number on the bell."""
