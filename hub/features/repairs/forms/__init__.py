"""Forms: about one repair, and about the staff's work."""

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
    "DuplicateForm",
    "GuestForm",
    "LabelForm",
    "PhoneForm",
    "PlaceForm",
    "PlanForm",
    "QuickAssignForm",
    "RatingForm",
    "ReportForm",
    "SettingsForm",
    "StepForm",
]
