"""Repairs: something is broken; a neighbour says so, somebody named is in charge, everyone concerned watches it move.

The pattern every feature copies: rules (pure) and facts at the bottom, then models, policy, queries, commands, forms,
and at the top views and live.
"""
