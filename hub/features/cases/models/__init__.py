"""Tables of cases."""

from hub.features.cases.models.case import Case, CaseAlert, CaseTerms, Handover, Note, Step, Verdict
from hub.features.cases.models.example import Example
from hub.features.cases.models.mediation import Mediation, MediationParty, MediationSession

__all__ = [
    "Case",
    "CaseAlert",
    "CaseTerms",
    "Example",
    "Handover",
    "Mediation",
    "MediationParty",
    "MediationSession",
    "Note",
    "Step",
    "Verdict",
]
