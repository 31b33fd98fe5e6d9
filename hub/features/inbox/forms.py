"""Forms of how news comes."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, SelectChoice, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from hub.core.i18n import lazy as _l
from hub.features.inbox.queries.settings import ChannelCard, TopicLine
from hub.features.inbox.rules import Channel, How, Reach

HOW_NAMES = {How.NOW: _l("马上"), How.DAILY: _l("每天一次"), How.OFF: _l("不要")}
REACH_NAMES = {Reach.OFF: _l("不用"), Reach.URGENT: _l("只发紧急"), Reach.ALL: _l("都发")}
CHANNEL_NAMES = {
    Channel.EMAIL: _l("邮件"),
    Channel.SMS: _l("短信"),
    Channel.WECHAT: _l("微信"),
    Channel.PUSH: _l("浏览器通知"),
}


class TopicsForm(FlaskForm):
    """One choice for each topic; the fields are made of the topics there are."""

    @classmethod
    def of(cls, lines: tuple[TopicLine, ...], *, fresh: bool = False) -> TopicsForm:
        """With today's topics, filled in. A topic without a choice has no field. `fresh`: whatever was sent."""
        fields: dict[str, Any] = {
            f"topic-{line.topic.name}": RadioField(
                line.topic.title,
                [InputRequired(_l("请选一个。"))],
                choices=[SelectChoice(how.value, HOW_NAMES[how]) for how in line.offered],
                default=line.how.value,
            )
            for line in lines
            if len(line.offered) > 1
        }
        sent: dict[str, Any] = {"formdata": None} if fresh else {}
        made: TopicsForm = type("TopicsForm", (cls,), fields)(**sent)
        return made

    def data_object(self) -> dict[str, How]:
        """Topic → choice."""
        return {field.name.removeprefix("topic-"): How(field.data) for field in self if field.name.startswith("topic-")}


class ReachForm(FlaskForm):
    """How much one channel carries."""

    reach = RadioField(
        _l("发哪些"),
        [InputRequired(_l("请选一个。"))],
        choices=[SelectChoice(reach.value, words) for reach, words in REACH_NAMES.items()],
    )

    @classmethod
    def of(cls, card: ChannelCard) -> ReachForm:
        """As it is; ids differ, for there are several on the page."""
        form = cls(formdata=None, reach=card.reach.value)
        form.reach.id = f"reach-{card.channel}"
        return form

    def data_object(self) -> Reach:
        return Reach(self.reach.data)


class EmailForm(FlaskForm):
    """An address to prove."""

    address = StringField(_l("邮箱"), [InputRequired(_l("请填邮箱。")), Length(max=200, message=_l("太长了。"))])


class CodeForm(FlaskForm):
    """The code from the letter."""

    code = StringField(
        _l("邮件里的验证码"), [InputRequired(_l("请填验证码。")), Length(max=20, message=_l("太长了。"))]
    )


class BudgetForm(FlaskForm):
    """How many short messages news may cost."""

    a_day = IntegerField(
        _l("全小区一天最多几条"),
        [InputRequired(_l("请填一个数。")), NumberRange(0, message=_l("请填一个数。"))],
        description=_l("登录验证码另算，不会被占用。"),
    )
    a_person = IntegerField(
        _l("一个人一天最多几条"), [InputRequired(_l("请填一个数。")), NumberRange(0, message=_l("请填一个数。"))]
    )
