"""Sums on plain values: when a round is due, what a visit is worth, how an outing ends."""
