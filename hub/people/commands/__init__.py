"""Writes on accounts, roles and the register, one module a subject."""
