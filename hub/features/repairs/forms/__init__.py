"""Forms: about one repair, and about the staff's work."""

from hub.features.repairs.forms.duty import AwayForm, PlanForm, QuickAssignForm, SettingsForm
from hub.features.repairs.forms.merging import MergeForm, ObjectionForm, SplitForm
from hub.features.repairs.forms.repair import (
    AnswerForm,
    AssignForm,
    CallerReportForm,
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
    "GuestForm",
    "LabelForm",
    "MergeForm",
    "ObjectionForm",
    "PhoneForm",
    "PlaceForm",
    "PlanForm",
    "QuickAssignForm",
    "RatingForm",
    "ReportForm",
    "SettingsForm",
    "SplitForm",
    "StepForm",
]
