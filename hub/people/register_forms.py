"""Forms of the register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, DateField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from hub.core import clock
from hub.core.i18n import lazy as _l


@dataclass(frozen=True)
class Upload:
    """A spreadsheet and the day its changes of ownership count from."""

    file: FileStorage
    as_of: date


class ImportForm(FlaskForm):
    """Choose a file."""

    file = FileField(_l("表格文件"), [FileRequired(_l("请选择一个 .xlsx 或 .csv 文件。"))])
    as_of = DateField(_l("变更日期"), [Optional()])

    def validate_as_of(self, field: DateField) -> None:
        """Not in the future: the register says what is."""
        if field.data and field.data > clock.today():
            raise ValidationError(_l("变更日期不能在将来。"))

    def data_object(self) -> Upload:
        return Upload(self.file.data, self.as_of.data or clock.today())


@dataclass(frozen=True)
class Acceptance:
    """`seen` is the digest of what was shown."""

    seen: str
    skip_bad: bool


class AcceptForm(FlaskForm):
    """Write what was shown."""

    seen = StringField(_l("核对码"), [InputRequired(), Length(max=64)])
    skip_bad = BooleanField(_l("跳过有错误的行，先导入其余的"))

    def data_object(self) -> Acceptance:
        return Acceptance(self.seen.data or "", bool(self.skip_bad.data))


class ExportForm(FlaskForm):
    """Why telephone numbers have to leave the house."""

    reason = StringField(_l("用途"), [InputRequired(_l("请写明为什么需要电话号码。")), Length(min=2, max=200)])

    def data_object(self) -> str:
        return self.reason.data or ""
