"""投诉和建议: one queue of complaints and suggestions, by whatever way they came, each with an answer that is due.

People complain under their name or without it; the office answers in time; a complaint about a member of staff is kept
from that very person; a mediator may bring two neighbours together; and once a month the figures are published.
"""
