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
from hub.features.repairs.forms.sop import DraftForm, PublishForm, SopForm, TickForm, finish_form

__all__ = [
    "AnswerForm",
    "AssignForm",
    "AwayForm",
    "CallerReportForm",
    "DraftForm",
    "GuestForm",
    "LabelForm",
    "MergeForm",
    "ObjectionForm",
    "PhoneForm",
    "PlaceForm",
    "PlanForm",
    "PublishForm",
    "QuickAssignForm",
    "RatingForm",
    "ReportForm",
    "SettingsForm",
    "SopForm",
    "SplitForm",
    "StepForm",
    "TickForm",
    "finish_form",
]
