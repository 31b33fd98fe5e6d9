"""Forms: about one repair, and about the staff's work."""

from hub.features.repairs.forms.costs import ConfirmForm, DeclineForm, LineForm, PayerForm, QuoteForm, ToldForm
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
    "ConfirmForm",
    "DeclineForm",
    "DraftForm",
    "GuestForm",
    "LabelForm",
    "LineForm",
    "MergeForm",
    "ObjectionForm",
    "PayerForm",
    "PhoneForm",
    "PlaceForm",
    "PlanForm",
    "PublishForm",
    "QuickAssignForm",
    "QuoteForm",
    "RatingForm",
    "ReportForm",
    "SettingsForm",
    "SopForm",
    "SplitForm",
    "StepForm",
    "TickForm",
    "ToldForm",
    "finish_form",
]
