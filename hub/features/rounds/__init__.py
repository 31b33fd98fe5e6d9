"""Rounds: patrol, cleaning, greening and equipment checks, walked from label to label by a timetable."""
