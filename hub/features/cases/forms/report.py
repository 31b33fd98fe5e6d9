"""What whoever tells something fills in, or staff for them."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, MultipleFileField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from hub.core import crypto
from hub.core.i18n import lazy as _l
from hub.features.cases import queries
from hub.features.cases.rules.kinds import CHANNELS, KINDS, Caller, Channel, Kind, Report
from hub.people import codes

LONGEST = 4000
CHINESE = {"lang": "zh-CN"}


def people(found: list[tuple[int, str]]) -> list[SelectChoice]:
    """Accounts as choices."""
    return [SelectChoice(str(user_id), name, CHINESE) for user_id, name in found]


def kinds() -> list[SelectChoice]:
    """Kinds as choices."""
    return [SelectChoice("", _l("请选择")), *(SelectChoice(kind.value, name) for kind, name in KINDS.items())]


class AboutForm(FlaskForm):
    """What it is about."""

    kind = SelectField(_l("哪一类"), [InputRequired(_l("请选是哪一类事情。"))])
    words = TextAreaField(
        _l("是什么事"),
        [InputRequired(_l("请写一下是什么事。")), Length(max=LONGEST)],
        description=_l("什么时候、在哪里、发生了什么、您希望怎么办"),
    )
    building = SelectField(_l("和哪栋楼有关"), default="")
    about = SelectField(
        _l("投诉的是工作人员吗"),
        default="",
        description=_l("选了以后，这位本人在任何地方都看不到这件事，由他的上级处理。"),
    )
    photos = MultipleFileField(_l("照片"), description=_l("最多 9 张"))
    code = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = kinds()
        doors = [SelectChoice(str(id_), name, CHINESE) for id_, name in queries.buildings()]
        self.building.choices = [SelectChoice("", _l("不好说 / 整个小区")), *doors]
        self.about.choices = [SelectChoice("", _l("不是")), *people(queries.staff())]
        if not self.is_submitted():
            self.code.data = crypto.seal(codes.fresh())

    def follow_code(self) -> str:
        """The code this form was given when it was opened, so that sending twice makes one case with one code."""
        with suppress(ValueError):
            return crypto.unseal(self.code.data or "")
        return codes.fresh()

    def data_object(self) -> Report:
        return Report(
            kind=Kind(self.kind.data),
            words=self.words.data or "",
            about_user_id=int(self.about.data) if self.about.data else None,
            building_id=int(self.building.data) if self.building.data else None,
        )


class ReportForm(AboutForm):
    """A neighbour tells."""

    name = RadioField(
        _l("要不要留名"),
        choices=[
            SelectChoice("named", _l("用我的账号：进展会发消息给我，只有处理的人知道是我")),
            SelectChoice("unnamed", _l("不留名：哪里都不记是谁，凭一个编码查看进展")),
        ],
        default="named",
    )

    @property
    def unnamed(self) -> bool:
        return bool(self.name.data == "unnamed")


class NoteForm(AboutForm):
    """Staff write down for somebody."""

    channel = RadioField(
        _l("从哪里来的"),
        [InputRequired(_l("请选是从哪里来的。"))],
        choices=[SelectChoice(one.value, name) for one, name in CHANNELS.items() if one is not Channel.WEB],
    )
    caller_name = StringField(_l("怎么称呼"), [Optional(), Length(max=40)], description=_l("对方不愿意说就空着"))
    phone = StringField(_l("回电号码"), [Optional(), Length(max=30)])
    reference = StringField(_l("12345 的工单号"), [Optional(), Length(max=40)])

    def caller(self) -> Caller:
        """Who told it."""
        return Caller(
            name=self.caller_name.data or "", phone=self.phone.data or "", reference=self.reference.data or ""
        )


class AddForm(FlaskForm):
    """More words or photos."""

    words = TextAreaField(_l("补充什么"), [Optional(), Length(max=LONGEST)])
    photos = MultipleFileField(_l("照片"), description=_l("最多 9 张"))


class WordsForm(FlaskForm):
    """A few words."""

    words = TextAreaField(_l("说明"), [Optional(), Length(max=LONGEST)])


class JudgeForm(FlaskForm):
    """Solved or not, and how content."""

    solved = RadioField(
        _l("解决了吗"),
        [InputRequired(_l("请选解决了没有。"))],
        choices=[SelectChoice("yes", _l("解决了")), SelectChoice("no", _l("没有解决"))],
    )
    score = RadioField(
        _l("满意吗"),
        [InputRequired(_l("请选 1 到 5 星。"))],
        choices=[
            SelectChoice("5", _l("5 星 很满意")),
            SelectChoice("4", _l("4 星 满意")),
            SelectChoice("3", _l("3 星 一般")),
            SelectChoice("2", _l("2 星 不满意")),
            SelectChoice("1", _l("1 星 很不满意")),
        ],
    )
    words = TextAreaField(_l("想说的话"), [Optional(), Length(max=LONGEST)])

    def verdict(self) -> tuple[bool, int, str]:
        """(solved, score, words)."""
        return self.solved.data == "yes", int(self.score.data), self.words.data or ""


class CodeForm(FlaskForm):
    """The code on the slip."""

    code = StringField(
        _l("查询编码"),
        [InputRequired(_l("请输入 12 位编码。")), Length(max=40)],
        description=_l("12 个字母和数字，大小写、横线都不要紧"),
    )
