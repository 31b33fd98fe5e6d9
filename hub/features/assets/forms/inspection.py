"""An inspection, and a reason."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, MultipleFileField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from hub.core import clock
from hub.core.i18n import lazy as _l
from hub.features.assets.rules.inspection import RESULTS, Inspected, Result


class InspectionForm(FlaskForm):
    """What the certificate says."""

    done_on = DateField(_l("哪天检验的"), [InputRequired(_l("请填写检验日期。"))])
    body = StringField(
        _l("检验机构"), [InputRequired(_l("请填写检验机构。")), Length(max=80)], description=_l("照证书上的全称")
    )
    result = RadioField(_l("结果"), [InputRequired(_l("请选检验结果。"))])
    note = TextAreaField(
        _l("说明"), [Optional(), Length(max=200)], description=_l("不合格的，写明原因：设备会停用，邻居会看到")
    )
    next_due = DateField(_l("下次检验到期"), [Optional()], description=_l("照证书填写；不填就按检验周期推算"))
    photos = MultipleFileField(_l("证书或报告的照片"), description=_l("只有工作人员和业委会能看"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.result.choices = [(str(result.value), name) for result, name in RESULTS.items()]
        if not self.is_submitted():
            self.done_on.data = clock.today()

    def data_object(self) -> Inspected:
        assert self.done_on.data is not None
        return Inspected(
            done_on=self.done_on.data,
            body=self.body.data or "",
            result=Result(self.result.data),
            note=self.note.data or "",
            next_due=self.next_due.data,
        )


class ReasonForm(FlaskForm):
    """Why it stops; or what was done before it runs again."""

    reason = TextAreaField(_l("原因"), [Optional(), Length(max=200)])
