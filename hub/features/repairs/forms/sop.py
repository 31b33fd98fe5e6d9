"""Writing checklists, ticking them off, and saying why a step was left out."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import Field, MultipleFileField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from hub.core.i18n import lazy as _l
from hub.features.repairs.forms.repair import StepForm
from hub.features.repairs.queries.checklists import Ticked
from hub.features.repairs.rules.places import KINDS, URGENCIES, Kind
from hub.features.repairs.rules.sop import ANY

REASON = "reason_"


class SopForm(FlaskForm):
    """For which work."""

    kind = SelectField(_l("哪一类活"), [InputRequired(_l("请选一类。"))])
    urgency = SelectField(_l("急不急"), default=ANY, description=_l("紧急的可以另写一份，没有就用通用的"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [("", _l("请选择")), *((kind.value, name) for kind, name in KINDS.items())]
        self.urgency.choices = [(ANY, _l("都用这份")), *((one.value, name) for one, name in URGENCIES.items())]

    def chosen(self) -> Kind:
        """The kind of work."""
        return Kind(self.kind.data)


class DraftForm(FlaskForm):
    """One step a line."""

    draft = TextAreaField(
        _l("步骤，一行一步"),
        [InputRequired(_l("请至少写一步。")), Length(max=5000)],
        description=_l("行首加 * 表示必做；行末写【照片】表示这一步要拍照。"),
    )


class PublishForm(FlaskForm):
    """What changed."""

    change = StringField(
        _l("这一版改了什么、为什么"),
        [InputRequired(_l("请写一句改了什么、为什么。")), Length(max=300)],
        description=_l("师傅会看到，例如：救援后先安抚家属，再填记录"),
    )


class TickForm(FlaskForm):
    """A step with a photo or a word."""

    photos = MultipleFileField(_l("照片"), description=_l("最多 9 张"))
    note = TextAreaField(_l("说明"), [Optional(), Length(max=500)])

    def with_photo(self) -> TickForm:
        """This step is not ticked without one."""
        self.photos.flags.required = True
        return self


class FinishForm(StepForm):
    """A step, with a reason for every step of the checklist that was left out."""

    def reasons(self) -> dict[int, str]:
        """Step → why it was left out."""
        return {int(field.name.removeprefix(REASON)): field.data or "" for field in self.asked()}

    def asked(self) -> list[Field]:
        """The fields that ask for reasons, in the order of the checklist."""
        return [field for field in self if field.name.startswith(REASON)]


def finish_form(checklist: Ticked | None) -> FinishForm:
    """The form with a field for everything that must be done and is not ticked."""

    class Form(FinishForm):
        pass

    for point in checklist.missing if checklist else ():
        field = StringField(
            Markup('<span lang="zh-CN">{}</span>').format(point.text),
            [InputRequired(_l("请先做这一步，或者写明为什么没做。")), Length(max=500)],
            description=_l("必做的步骤没有打勾。写明原因，会留下来。"),
        )
        setattr(Form, f"{REASON}{point.id}", field)
    return Form()
