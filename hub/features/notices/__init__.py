"""Notices: what the property office and the committee tell everyone, and whether it has arrived."""
