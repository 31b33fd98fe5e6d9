"""What the office fills in."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import IntegerField, MultipleFileField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from hub.core.i18n import _
from hub.core.i18n import lazy as _l
from hub.features.cases import queries
from hub.features.cases.forms.report import LONGEST, kinds, people
from hub.features.cases.rules.due import Terms


class AnswerForm(FlaskForm):
    """What the reporter will read."""

    words = TextAreaField(_l("给对方的答复"), [InputRequired(_l("请写几句话。")), Length(max=LONGEST)])
    final = RadioField(
        _l("这是"),
        [InputRequired(_l("请选是进展还是最后的答复。"))],
        choices=[
            SelectChoice("no", _l("先说说进展，还在处理")),
            SelectChoice("yes", _l("最后的答复，请对方评价")),
        ],
        default="no",
    )
    photos = MultipleFileField(_l("照片"), description=_l("最多 9 张"))


class StepForm(FlaskForm):
    """A step with words and photos."""

    words = TextAreaField(_l("说明"), [Optional(), Length(max=LONGEST)], description=_l("提出的人会看到"))
    photos = MultipleFileField(_l("照片"), description=_l("最多 9 张"))


class GiveForm(FlaskForm):
    """To whom, and why."""

    to = RadioField(_l("由谁负责"), [InputRequired(_l("请选一位。"))])
    reason = StringField(_l("为什么"), [Optional(), Length(max=200)], description=_l("只在内部看得到"))

    def __init__(self, candidates: list[tuple[int, str, int]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = Markup('<span><span lang="zh-CN">{}</span> {}</span>')
        self.to.choices = [
            SelectChoice(str(user_id), named.format(name, _("手上 %(n)s 件", n=load)))
            for user_id, name, load in candidates
        ]


class RedirectForm(FlaskForm):
    """What it is about after all."""

    kind = SelectField(_l("哪一类"), [InputRequired(_l("请选是哪一类事情。"))])
    about = SelectField(
        _l("投诉的是工作人员吗"),
        default="",
        description=_l("选了以后，这位本人在任何地方都看不到这件事，由他的上级处理。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = kinds()
        self.about.choices = [SelectChoice("", _l("不是")), *people(queries.staff())]

    def about_id(self) -> int | None:
        """The member of staff, if any."""
        return int(self.about.data) if self.about.data else None


class PhoneForm(FlaskForm):
    """Why the number is needed."""

    reason = StringField(
        _l("为什么要看号码"),
        [InputRequired(_l("请写明为什么要看号码，会留下记录。")), Length(max=200)],
        description=_l("例如：回电说处理结果。会留下记录。"),
    )


class ExampleForm(FlaskForm):
    """Told so that nobody can be made out."""

    told = TextAreaField(
        _l("别人提了什么"),
        [InputRequired(_l("请写几句话。")), Length(max=600)],
        description=_l("用自己的话概括，不写姓名、房号、电话、车牌，也不照抄原文"),
    )
    answered = TextAreaField(
        _l("怎么处理的"), [InputRequired(_l("请写几句话。")), Length(max=600)], description=_l("做了什么、结果怎样")
    )


class TermsForm(FlaskForm):
    """Days until the first answer and until the solution."""

    reply_days = IntegerField(_l("几天内首次答复"), [InputRequired(_l("请填天数。"))])
    solve_days = IntegerField(_l("几天内办结"), [InputRequired(_l("请填天数。"))])

    def data_object(self) -> Terms:
        return Terms(self.reply_days.data or 0, self.solve_days.data or 0)
