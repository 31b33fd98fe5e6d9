"""Regular work of the register."""

from __future__ import annotations

from hub.core import live, once
from hub.core.authz import Actor
from hub.core.i18n import lazy as _l
from hub.core.jobs import every
from hub.people import pending, sms
from hub.people.commands import office_hours, outbox, printing, seen
from hub.people.queries.accounts import turning_today
from hub.people.queries.office_hours import unknown_year


@every(seconds=3600, name="forget_imports", title=_l("清理没确认的导入"))
def forget_imports(_actor: Actor) -> None:
    """Spreadsheets nobody accepted within a day."""
    pending.sweep()


@every(seconds=60, name="sessions.seen", title=_l("记下各设备上次使用的时间"))
def note_seen(actor: Actor) -> None:
    """When each sign-in was last used: gathered in memory, written together."""
    seen.write(actor)


@every(seconds=3600, name="sessions.expired", title=_l("结束过期的登录"))
def end_expired(actor: Actor) -> None:
    """Sign-ins past their ninety days, and used one-time keys nobody can retry."""
    seen.sweep(actor)
    once.sweep(actor)


@every(seconds=60, name="letters.print", title=_l("打印排队的开户信"))
def print_letters(actor: Actor) -> None:
    """Batches that a stopped server left waiting."""
    printing.print_waiting(actor)


@every(seconds=3600, name="letters.forget", title=_l("清理印好的开户信文件"))
def forget_letters(actor: Actor) -> None:
    """Printed files are not left lying about."""
    printing.sweep_files(actor)


@every(seconds=60, name="sms.carry", title=_l("补发短信"))
def carry_messages(actor: Actor) -> None:
    """Messages that could not be carried at once."""
    sms.deliver(actor)


@every(seconds=3600, name="sms.forget", title=_l("清理旧短信和验证码"))
def forget_messages(actor: Actor) -> None:
    """Messages and codes that are of no use any more."""
    outbox.sweep(actor)


@every(seconds=900, name="rights.turn", title=_l("到日子的身份和角色变化"))
def rights_turn(_actor: Actor) -> None:
    """Who gained or lost a right by the calendar watches again, with today's rights."""
    for user_id in turning_today():
        live.recheck_user(user_id)


@every(seconds=86400, name="office.holidays", title=_l("看节假日表到哪一年"))
def check_holidays(actor: Actor) -> None:
    """The admin hears in December when next year's holidays are still unknown."""
    year = unknown_year()
    if year is not None:
        office_hours.note_unknown_holidays(actor, year)
