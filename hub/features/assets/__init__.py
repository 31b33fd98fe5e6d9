"""Lifts, pumps, fire systems and all else that has to be looked after: cards, inspections, plans, labels."""
