"""Costs and quotes, as they are filled in on a telephone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from hub.core import clock
from hub.core.i18n import lazy as _l
from hub.features.repairs.queries.costs import LineRow
from hub.features.repairs.rules.costs import (
    PAYERS,
    SORTS,
    TOLD,
    VALID_DAYS,
    CostLine,
    Payer,
    Sort,
    Told,
    parse_money,
    parse_quantity,
    spoken_price,
)


def _choices(names: Mapping[Any, Any]) -> list[SelectChoice]:
    return [SelectChoice(str(value), name) for value, name in names.items()]


class LineForm(FlaskForm):
    """One line; number and sum are read as people write them."""

    what = StringField(
        _l("是什么"),
        [InputRequired(_l("请写这一项是什么。")), Length(max=80)],
        description=_l("例如：角阀、换马桶水箱、上门检查"),
    )
    sort = RadioField(_l("哪一类"), [InputRequired(_l("请选哪一类。"))], choices=_choices(SORTS), default=Sort.PART)
    quantity = StringField(_l("数量"), [InputRequired(_l("请填数量。")), Length(max=20)], default="1")
    unit = StringField(_l("单位"), [Optional(), Length(max=10)], description=_l("例如：个、米、小时"))
    price = StringField(_l("单价（元）"), [InputRequired(_l("请填单价；不收钱就填 0。")), Length(max=20)])

    @classmethod
    def of(cls, row: LineRow) -> LineForm:
        """Filled with a line as it stands."""
        one = row.value
        return cls(what=one.what, sort=one.sort, quantity=row.quantity, unit=one.unit, price=spoken_price(one.price))

    def data_object(self) -> CostLine:
        """RuleBroken on the field that cannot be read."""
        return CostLine(
            (self.what.data or "").strip(),
            Sort(self.sort.data),
            parse_quantity(self.quantity.data or ""),
            (self.unit.data or "").strip(),
            parse_money(self.price.data or ""),
        )


class PayerForm(FlaskForm):
    """Who bears the cost."""

    payer = RadioField(_l("谁付钱"), [InputRequired(_l("请选谁付钱。"))])
    reference = StringField(
        _l("依据"),
        [Optional(), Length(max=200)],
        description=_l("用专项维修资金要写：例如业主大会 2026 年第 3 号决定。表决、备案、划拨另有程序，这里只记录。"),
    )

    def __init__(self, in_flat: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [payer for payer in PAYERS if in_flat or payer is not Payer.HOUSEHOLD]
        self.payer.choices = _choices({payer: PAYERS[payer] for payer in offered})

    def data_object(self) -> Payer:
        return Payer(self.payer.data)


class QuoteForm(FlaskForm):
    """A word with the quote, and until when it holds."""

    note = TextAreaField(
        _l("给住户的话"), [Optional(), Length(max=1000)], description=_l("为什么要换、不换会怎样、保修多久")
    )
    last_day = DateField(_l("有效期到"), [InputRequired(_l("请选有效期。"))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.last_day.data is None and not self.is_submitted():
            self.last_day.data = clock.today() + timedelta(days=VALID_DAYS)


class ConfirmForm(FlaskForm):
    """Nothing but the keys: what is agreed to is the quote in the address, which never changes."""


class DeclineForm(FlaskForm):
    """Why not."""

    words = TextAreaField(
        _l("为什么不同意"),
        [InputRequired(_l("请写一句为什么不同意，师傅好再想办法。")), Length(max=1000)],
        description=_l("例如：太贵了，先不换；想自己买配件"),
    )


class ToldForm(FlaskForm):
    """What somebody said to the office."""

    yes = RadioField(
        _l("住户怎么说"),
        [InputRequired(_l("请选同意还是不同意。"))],
        choices=[SelectChoice("yes", _l("同意这个报价")), SelectChoice("no", _l("不同意"))],
    )
    how = RadioField(_l("怎么说的"), [InputRequired(_l("请选是怎么说的。"))], choices=_choices(TOLD))
    words = TextAreaField(
        _l("谁说的、原话"),
        [InputRequired(_l("请写明谁答复的、怎么说的。")), Length(max=1000)],
        description=_l("住户会收到通知，可以核对"),
    )

    def said_yes(self) -> bool:
        """True for an approval."""
        return self.yes.data == "yes"

    def told(self) -> Told:
        """How the office heard it."""
        return Told(self.how.data)
