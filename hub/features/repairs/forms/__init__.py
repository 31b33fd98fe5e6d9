"""Forms: about one repair, and about the staff's work."""

from hub.features.repairs.forms.costs import ConfirmForm, DeclineForm, LineForm, PayerForm, QuoteForm, ToldForm
from hub.features.repairs.forms.duty import AwayForm, PlanForm, QuickAssignForm, SettingsForm
from hub.features.repairs.forms.repair import (
    AnswerForm,
    AssignForm,
    CallerReportForm,
    DuplicateForm,
    GuestForm,
    LabelForm,
    PhoneForm,
    PlaceForm,
    RatingForm,
    ReportForm,
    StepForm,
)

__all__ = [
    "AnswerForm",
    "AssignForm",
    "AwayForm",
    "CallerReportForm",
    "ConfirmForm",
    "DeclineForm",
    "DuplicateForm",
    "GuestForm",
    "LabelForm",
    "LineForm",
    "PayerForm",
    "PhoneForm",
    "PlaceForm",
    "PlanForm",
    "QuickAssignForm",
    "QuoteForm",
    "RatingForm",
    "ReportForm",
    "SettingsForm",
    "StepForm",
    "ToldForm",
]
