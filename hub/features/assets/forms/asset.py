"""The card of an asset."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, MultipleFileField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from hub.core.i18n import lazy as _l
from hub.features.assets.queries.places import door, doors
from hub.features.assets.rules.card import Particulars
from hub.features.assets.rules.kinds import KINDS, Kind, usual


class AssetForm(FlaskForm):
    """One card; a new one begins with what is usual for its kind, or with what another one says."""

    kind = SelectField(_l("种类"), [InputRequired()])
    code = StringField(
        _l("编号"),
        [InputRequired(_l("请填写编号。")), Length(max=24)],
        description=_l("印在标签上，例如 LIFT-03-1。改了编号，旧标签就扫不开了"),
    )
    name = StringField(
        _l("名称"), [InputRequired(_l("请填写名称。")), Length(max=60)], description=_l("例如：3号楼1单元电梯")
    )
    door = SelectField(_l("哪栋楼"), default="")
    place_note = StringField(_l("具体位置"), [Optional(), Length(max=100)], description=_l("例如：地下一层水泵房"))
    maker = StringField(_l("厂家"), [Optional(), Length(max=60)])
    model = StringField(_l("型号"), [Optional(), Length(max=60)])
    serial = StringField(_l("出厂编号"), [Optional(), Length(max=60)])
    installed_on = DateField(_l("安装日期"), [Optional()])
    warranty_until = DateField(_l("保修到期"), [Optional()])
    company = StringField(_l("维保单位"), [Optional(), Length(max=80)])
    company_phone = StringField(_l("维保电话"), [Optional(), Length(max=40)])
    inspection = StringField(
        _l("法定检验"), [Optional(), Length(max=60)], description=_l("不需要检验就留空。期限按当地规定和证书填写")
    )
    inspection_months = IntegerField(
        _l("几个月检一次"), [Optional(), NumberRange(1, 240, _l("请填写 1 到 240 个月。"))]
    )
    inspection_last = DateField(_l("上次检验"), [Optional()])
    inspection_due = DateField(_l("下次到期"), [Optional()])
    photos = MultipleFileField(_l("照片"), description=_l("最多 9 张"))

    def __init__(self, about: Particulars | None = None, *args: Any, **kwargs: Any) -> None:
        values = asdict(about) if about else {}
        if about:
            building = f"b{about.building_id}" if about.building_id else ""
            values["door"] = f"e{about.entrance_id}" if about.entrance_id else building
        super().__init__(*args, data=values, **kwargs)
        self.kind.choices = [(str(kind.value), name) for kind, name in KINDS.items()]
        listed = (SelectChoice(value, name, {"lang": "zh-CN"}) for value, name in doors())
        self.door.choices = [SelectChoice("", _l("不在楼里")), *listed]

    def data_object(self) -> Particulars:
        building, entrance = door(self.door.data or "")
        return Particulars(
            code=self.code.data or "",
            name=self.name.data or "",
            kind=Kind(self.kind.data),
            building_id=building,
            entrance_id=entrance,
            place_note=self.place_note.data or "",
            maker=self.maker.data or "",
            model=self.model.data or "",
            serial=self.serial.data or "",
            installed_on=self.installed_on.data,
            warranty_until=self.warranty_until.data,
            company=self.company.data or "",
            company_phone=self.company_phone.data or "",
            inspection=self.inspection.data or "",
            inspection_months=self.inspection_months.data,
            inspection_last=self.inspection_last.data,
            inspection_due=self.inspection_due.data,
        )


def begun(kind: Kind, code: str, like: Particulars | None = None) -> Particulars:
    """What a new card begins with: another one's particulars but for what is its own, or what is usual for the kind."""
    if like is not None:
        kept = {**asdict(like), "code": code, "serial": ""}
        return Particulars(**kept)
    found = usual(kind)
    return Particulars(code=code, name="", kind=kind, inspection=found.inspection, inspection_months=found.months)
