"""What those who publish fill in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from hub.core import clock
from hub.core.authz import Actor, is_id
from hub.core.i18n import lazy as _l
from hub.features.notices import policy, queries
from hub.features.notices.rules.notice import (
    CATEGORIES,
    LONGEST_BODY,
    LONGEST_LINE,
    LONGEST_TITLE,
    ROLES,
    SCOPES,
    VOICES,
    Audience,
    Category,
    Draft,
    Revision,
    Scope,
    Voice,
)

WHEN = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]


def _boxes(label: Any, **more: Any) -> SelectMultipleField:
    """Several of a list, each with a box of its own."""
    return SelectMultipleField(label, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), **more)


def _names(found: dict[Any, Any]) -> list[SelectChoice]:
    return [SelectChoice(str(key), name) for key, name in found.items()]


def _chinese(name: str) -> Markup:
    """A name from the register, marked as Chinese inside a label of whatever language."""
    return Markup('<span lang="zh-CN">{}</span>').format(name)


def aware(moment: datetime | None) -> datetime | None:
    """What people type is the time on the compound's wall."""
    return moment.replace(tzinfo=clock.LOCAL) if moment else None


def on_the_wall(moment: datetime | None) -> datetime | None:
    """And back."""
    return clock.local(moment).replace(tzinfo=None, second=0, microsecond=0) if moment else None


class WordsForm(FlaskForm):
    """Title, text and what comes with them."""

    title = StringField(
        _l("标题"),
        [InputRequired(_l("请写标题。")), Length(max=LONGEST_TITLE, message=_l("标题太长了。"))],
        description=_l("一句话说清楚，例如：3号楼周六上午停水检修"),
    )
    body = TextAreaField(
        _l("正文"),
        [InputRequired(_l("请写正文。")), Length(max=LONGEST_BODY, message=_l("正文太长了，长材料请作为附件上传。"))],
        description=_l("空一行是新的一段；每行前面写 - 是列表；**两边加星号**是加粗；# 开头是小标题"),
    )
    photos = MultipleFileField(_l("照片"), description=_l("最多 9 张"))
    documents = MultipleFileField(_l("附件"), description=_l("PDF、Excel 或 Word，最多 5 个，每个不超过 10 MB"))
    until_at = DateTimeLocalField(
        _l("到什么时候为止"), [Optional()], format=WHEN, description=_l("到时自动收起，不填就一直有效")
    )


class ComposeForm(WordsForm):
    """A notice nobody has read yet."""

    category = SelectField(_l("类别"), choices=_names(CATEGORIES), default=Category.GENERAL.value)
    voice = RadioField(_l("以谁的名义"), [InputRequired(_l("请选以谁的名义发布。"))])
    scope = RadioField(_l("发给谁"), choices=_names(SCOPES), default=Scope.ALL.value)
    phases = _boxes(_l("哪几期"))
    buildings = _boxes(_l("哪几栋楼"))
    entrances = _boxes(_l("哪几个单元"))
    roles = _boxes(_l("哪些人"), choices=_names(ROLES))
    urgent = BooleanField(_l("紧急"), description=_l("排在最前；每个人都会收到提醒，不能关掉"))
    mandatory = BooleanField(_l("必须阅读"), description=_l("请每个人看完后点“我已阅读”，没看的由前台打电话通知"))
    pinned = BooleanField(_l("置顶"), description=_l("一直放在公告栏最上面"))
    visitors = BooleanField(_l("没登录的人也能看"), description=_l("会出现在小区首页和订阅源里，请不要写个人信息"))
    from_at = DateTimeLocalField(_l("什么时候发布"), [Optional()], format=WHEN, description=_l("不填就是马上发布"))

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = queries.places()
        for ticks, found in (
            (self.phases, places.phases),
            (self.buildings, places.buildings),
            (self.entrances, places.entrances),
        ):
            ticks.choices = [SelectChoice(str(place_id), _chinese(name)) for place_id, name in found]
        mine = policy.voices(actor)
        self.voice.choices = [SelectChoice(voice.value, VOICES[voice]) for voice in mine]
        if not self.is_submitted() and not self.voice.data and mine:
            self.voice.data = mine[0].value

    @classmethod
    def filled(cls, actor: Actor, what: Draft) -> ComposeForm:
        """To go on writing."""
        ids = [str(place_id) for place_id in what.audience.ids]
        chosen = {scope: ids for scope in (Scope.PHASE, Scope.BUILDING, Scope.ENTRANCE) if scope is what.audience.scope}
        return cls(
            actor,
            title=what.title,
            body=what.body,
            category=what.category.value,
            voice=what.voice.value,
            scope=what.audience.scope.value,
            phases=chosen.get(Scope.PHASE, []),
            buildings=chosen.get(Scope.BUILDING, []),
            entrances=chosen.get(Scope.ENTRANCE, []),
            roles=list(what.audience.roles),
            urgent=what.urgent,
            mandatory=what.mandatory,
            pinned=what.pinned,
            visitors=what.visitors,
            from_at=on_the_wall(what.from_at),
            until_at=on_the_wall(what.until_at),
        )

    def data_object(self) -> Draft:
        scope = Scope(self.scope.data)
        ticked = {Scope.PHASE: self.phases, Scope.BUILDING: self.buildings, Scope.ENTRANCE: self.entrances}.get(scope)
        ids = tuple(int(value) for value in (ticked.data or ()) if is_id(value)) if ticked else ()
        return Draft(
            title=self.title.data or "",
            body=self.body.data or "",
            category=Category(self.category.data),
            voice=Voice(self.voice.data),
            audience=Audience(scope, ids, tuple(self.roles.data or ()) if scope is Scope.ROLE else ()),
            urgent=bool(self.urgent.data),
            pinned=bool(self.pinned.data),
            mandatory=bool(self.mandatory.data),
            visitors=bool(self.visitors.data),
            from_at=aware(self.from_at.data),
            until_at=aware(self.until_at.data),
        )


class ReviseForm(WordsForm):
    """A published notice said anew."""

    base = HiddenField()
    changed = StringField(
        _l("改了什么"),
        [InputRequired(_l("请用一句话写明改了什么。")), Length(max=LONGEST_LINE, message=_l("请写短一点。"))],
        description=_l("邻居们会看到，例如：来水时间改为下午 5 点"),
    )
    tell = BooleanField(_l("再通知一次大家"), description=_l("每个人会再收到一条消息；必须阅读的，要重新点“我已阅读”"))

    def seen(self) -> int:
        """The version its writer had before their eyes."""
        return int(self.base.data) if is_id(str(self.base.data or "")) else 0

    def data_object(self) -> Revision:
        return Revision(
            title=self.title.data or "",
            body=self.body.data or "",
            changed=self.changed.data or "",
            until_at=aware(self.until_at.data),
            tell=bool(self.tell.data),
        )


class WithdrawForm(FlaskForm):
    """Why it no longer holds."""

    reason = StringField(
        _l("为什么撤回"),
        [InputRequired(_l("请写明为什么撤回。")), Length(max=LONGEST_LINE, message=_l("请写短一点。"))],
        description=_l("邻居们会看到，例如：停水取消了，供水公司改期"),
    )
