"""Sums and rules on plain values."""
