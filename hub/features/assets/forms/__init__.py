"""What the office fills in."""

from hub.features.assets.forms.asset import AssetForm
from hub.features.assets.forms.inspection import InspectionForm, ReasonForm
from hub.features.assets.forms.plan import PlanForm

__all__ = ["AssetForm", "InspectionForm", "PlanForm", "ReasonForm"]
