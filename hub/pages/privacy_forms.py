"""Forms about one's own data and the office's answers."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from hub.core.i18n import lazy as _l
from hub.people.commands.privacy import LONGEST_REASON, LONGEST_WORDS, Answer

SUBJECTS = {
    "name": _l("姓名"),
    "phone": _l("电话"),
    "unit": _l("房号"),
    "share": _l("产权份额"),
    "household": _l("家人或租客"),
    "other": _l("其他"),
}
OUTCOMES = {"done": _l("照办"), "refused": _l("不能办")}


class RevealForm(FlaskForm):
    """Why the number is needed."""

    reason = StringField(
        _l("为什么要看号码"),
        [InputRequired(_l("请写明为什么要看号码，会留下记录，本人也看得到。")), Length(max=LONGEST_REASON)],
        description=_l("例如：通知他家水管漏水。理由会留下记录，本人也看得到。"),
    )


class CorrectionForm(FlaskForm):
    """What is wrong about me in the register."""

    subject = RadioField(
        _l("哪里不对"),
        choices=[SelectChoice(key, name) for key, name in SUBJECTS.items()],
        validators=[InputRequired(_l("请选一项。"))],
    )
    words = TextAreaField(
        _l("应该是什么"),
        [InputRequired(_l("请写清楚哪里不对、应该是什么（最多 1000 字）。")), Length(max=LONGEST_WORDS)],
        description=_l("产权方面的更正，物业会请您带上产权证到前台核对。"),
    )


class ErasureForm(FlaskForm):
    """Please forget me."""

    words = TextAreaField(_l("想说的话"), [Optional(), Length(max=LONGEST_WORDS)])
    sure = BooleanField(
        _l("我明白：删除以后不能恢复，也不能再用这个账号登录"), [InputRequired(_l("请先勾选，表示您明白后果。"))]
    )


class AnswerForm(FlaskForm):
    """The office's decision."""

    outcome = RadioField(
        _l("怎么办"),
        choices=[SelectChoice(key, name) for key, name in OUTCOMES.items()],
        validators=[InputRequired(_l("请选一项。"))],
    )
    name = StringField(_l("名册上的姓名改为"), [Optional(), Length(max=120)])
    phone = StringField(_l("名册上的电话改为"), [Optional(), Length(max=30)])
    words = TextAreaField(
        _l("给本人的答复"), [Optional(), Length(max=LONGEST_WORDS)], description=_l("不能办时，请写明原因。")
    )

    def data_object(self) -> Answer:
        return Answer(
            done=self.outcome.data == "done",
            words=self.words.data or "",
            name=self.name.data or "",
            phone=self.phone.data or "",
        )
