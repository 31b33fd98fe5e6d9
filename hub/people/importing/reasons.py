"""Why a row or a file is refused: stable keys here, words for neighbours when shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from hub.core.i18n import lazy as _l

REASONS = {
    "formula": _l("公式没有算好的结果。请在 Excel 里打开、保存一次再导入。"),
    "cell_error": _l("单元格是 Excel 的错误值。"),
    "room_missing": _l("没有房号。"),
    "room_date": _l("Excel 把房号变成了日期，请把这一列设为“文本”后重填。"),
    "room_unknown": _l("看不懂这个房号。"),
    "room_long": _l("房号太长。"),
    "building_missing": _l("不知道是哪一栋：没有楼栋列，房号和工作表名里也没有。"),
    "building_differs": _l("房号里的楼栋与楼栋列不一致。"),
    "entrance_differs": _l("房号里的单元与单元列不一致。"),
    "area_unreadable": _l("看不懂这个面积。"),
    "area_decimals": _l("面积最多两位小数。"),
    "area_not_positive": _l("面积必须大于 0。"),
    "area_huge": _l("面积大得不合理。"),
    "area_missing": _l("新的房屋没有面积。"),
    "area_merged": _l("一个合并的面积单元格跨了几套房，无法分开。"),
    "area_differs": _l("同一房屋出现多次，面积不一样（第 %(row)s 行是 %(area)s）。"),
    "floor_unreadable": _l("看不懂这个楼层。"),
    "kind_unknown": _l("看不懂这个用途，请写住宅、商铺、储藏或车位。"),
    "date_unreadable": _l("看不懂这个日期，请写成 2012-06-01。"),
    "phone_unreadable": _l("不是电话号码。"),
    "phone_shortened": _l("Excel 只留下了号码的前几位（科学计数法），请把这一列设为“文本”后重填。"),
    "owner_long": _l("姓名太长。"),
    "owner_unreadable": _l("看不懂这个姓名。"),
    "share_date": _l("Excel 把份额变成了日期，请把这一列设为“文本”后重填。"),
    "share_unreadable": _l("看不懂这个份额，请写成 1/2 或 50%%。"),
    "share_count": _l("份额的个数与业主的人数不一致。"),
    "share_over": _l("份额加起来超过了 100%%。"),
    "unit_incomplete": _l("同一房屋的另一行有错误，整套房一起等待更正。"),
    "unit_ambiguous": _l("这一栋有几套 %(room)s，请写明单元。"),
    "unit_twice": _l("与第 %(row)s 行是同一套房。"),
    "as_of_early": _l("原业主从 %(since)s 起登记，变更日期不能比这更早。"),
}

UNREADABLE = {
    "missing": _l("没有这个文件。"),
    "empty": _l("文件是空的。"),
    "large": _l("文件太大（最多 %(limit)s MB）。"),
    "old_xls": _l("这是旧的 .xls 文件或加了密码的文件。请在 Excel 里“另存为”.xlsx（不要密码）再导入。"),
    "html": _l("这其实是网页文件，不是表格。请在 Excel 里打开，“另存为”.xlsx 再导入。"),
    "other_format": _l("不是 Excel 文件。请另存为 .xlsx 或 .csv 再导入。"),
    "damaged": _l("文件损坏，打不开。"),
    "bomb": _l("文件解开后大得不合理，没有读取。"),
    "rows": _l("行数太多（最多 %(limit)s 行）。"),
    "encoding": _l("看不懂文字编码。请另存为 UTF-8 的 .csv，或 .xlsx。"),
    "no_sheet": _l("没有名为“%(sheet)s”的工作表。"),
    "no_header": _l("前十行里没有找到表头：至少要有房号，以及业主或面积。"),
    "no_rows": _l("表头下面没有数据。"),
}

NOTES = {
    "hidden_sheet": _l("隐藏的工作表“%(sheet)s”没有读取。"),
    "no_header": _l("工作表“%(sheet)s”里没有找到表头，没有读取。"),
    "identity": _l("身份证号一列（%(detail)s）没有读取，本系统不保存身份证号。"),
    "ignored": _l("没有用到的列：%(detail)s。"),
    "phone_without_owner": _l("第 %(detail)s 行有电话但没有业主姓名，电话没有导入。"),
}


@dataclass(frozen=True)
class RowError:
    """One bad cell. `row` counts from 1 as Excel does, `column` is Excel's letter, digits in `value` are masked."""

    sheet: str
    row: int
    column: str
    value: str
    code: str
    params: tuple[tuple[str, str], ...] = ()

    @property
    def reason(self) -> str:
        """In the reader's language."""
        return said(REASONS[self.code], dict(self.params))

    @property
    def html(self) -> Markup:
        """The same for a page: what comes from the file is marked as Chinese."""
        return marked(REASONS[self.code], dict(self.params))


@dataclass(frozen=True)
class Note:
    """Something the reader should know that is no error; `code` is one of NOTES."""

    code: str
    sheet: str
    detail: str = ""

    @property
    def words(self) -> str:
        """In the reader's language."""
        return said(NOTES[self.code], {"sheet": self.sheet, "detail": self.detail})

    @property
    def html(self) -> Markup:
        """The same for a page: what comes from the file is marked as Chinese."""
        return marked(NOTES[self.code], {"sheet": self.sheet, "detail": self.detail})


class Unreadable(Exception):
    """The file as a whole cannot be read; `code` is one of UNREADABLE."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = {key: str(value) for key, value in params.items()}

    def __reduce__(self) -> tuple:
        return (_unreadable, (self.code, self.params))

    @property
    def reason(self) -> str:
        """In the reader's language."""
        return said(UNREADABLE[self.code], self.params)


def _unreadable(code: str, params: dict[str, str]) -> Unreadable:
    return Unreadable(code, **params)


class BadCell(ValueError):
    """A cell that cannot be read; `code` is one of REASONS."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = tuple((key, str(value)) for key, value in params.items())


def said(words: object, params: Mapping[str, str]) -> str:
    """Fill a sentence; a per cent sign is always doubled in the source."""
    return str(words) % params


def marked(words: object, params: Mapping[str, str]) -> Markup:
    """`said` as HTML: our words are trusted, the file's are escaped."""
    span = Markup('<span lang="zh-CN">{}</span>')
    return Markup(str(words)) % {key: span.format(value) for key, value in params.items()}  # noqa: S704 - our own words
