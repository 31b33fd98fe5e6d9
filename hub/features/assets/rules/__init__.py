"""Sums on plain values."""
