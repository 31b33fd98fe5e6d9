"""What people fill in."""

from hub.features.cases.forms.mediation import AgreementForm, MediationForm, PaperForm, SessionForm, SignForm
from hub.features.cases.forms.office import (
    AnswerForm,
    ExampleForm,
    GiveForm,
    PhoneForm,
    RedirectForm,
    StepForm,
    TermsForm,
)
from hub.features.cases.forms.report import AddForm, CodeForm, JudgeForm, NoteForm, ReportForm, WordsForm

__all__ = [
    "AddForm",
    "AgreementForm",
    "AnswerForm",
    "CodeForm",
    "ExampleForm",
    "GiveForm",
    "JudgeForm",
    "MediationForm",
    "NoteForm",
    "PaperForm",
    "PhoneForm",
    "RedirectForm",
    "ReportForm",
    "SessionForm",
    "SignForm",
    "StepForm",
    "TermsForm",
    "WordsForm",
]
