"""Single cells, as Excel and people write them."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

import pytest

from hub.people.importing import cells, contacts, names, rooms, shares
from hub.people.importing.reasons import BadCell


@pytest.mark.parametrize(
    ("value", "hundredths"),
    [
        (98.76, 9876),
        (98.76000000001, 9876),
        (0.1 + 0.2, 30),
        (120, 12000),
        ("９８．７６", 9876),
        (" 98.76㎡ ", 9876),
        ("98.76 平方米", 9876),
        ("1,234.5", 123450),
        ("98.760", 9876),
        (None, None),
        ("", None),
        ("-", None),
        ("　", None),
    ],
)
def test_an_area_is_read_exactly(value: object, hundredths: int | None) -> None:
    assert cells.area(value) == hundredths  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (98.765, "area_decimals"),
        ("98.765", "area_decimals"),
        ("约98", "area_unreadable"),
        ("九十八", "area_unreadable"),
        (0, "area_not_positive"),
        (-3.5, "area_not_positive"),
        (1e12, "area_huge"),
        ("#REF!", "cell_error"),
        (float("nan"), None),
        (datetime(2020, 1, 2), "area_unreadable"),
        ("1,23", "area_unreadable"),
        ("9" * 400, "area_unreadable"),
    ],
)
def test_an_area_that_is_none_is_refused(value: object, code: str | None) -> None:
    if code is None:
        assert cells.area(value) is None  # type: ignore[arg-type]
        return
    with pytest.raises(BadCell) as caught:
        cells.area(value)  # type: ignore[arg-type]
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (13800000001.0, ["+8613800000001"]),
        (13800000001, ["+8613800000001"]),
        ("1.3800000001E10", ["+8613800000001"]),
        ("1.3800000001E+10", ["+8613800000001"]),
        ("１３８０００００００１", ["+8613800000001"]),
        ("138 0000 0001", ["+8613800000001"]),
        ("138-0000-0001", ["+8613800000001"]),
        ("+86 138 0000 0001", ["+8613800000001"]),
        ("8613800000001", ["+8613800000001"]),
        ("(+86)13800000001", ["+8613800000001"]),
        ("021-54321234", ["+862154321234"]),
        ("(021)5432 1234", ["+862154321234"]),
        ("021-54321234转801", ["+862154321234"]),
        ("13800000001、13900000002", ["+8613800000001", "+8613900000002"]),
        ("13800000001/13900000002", ["+8613800000001", "+8613900000002"]),
        ("13800000001；13900000002", ["+8613800000001", "+8613900000002"]),
        ("13800000001\n13900000002", ["+8613800000001", "+8613900000002"]),
        ("13800000001 13900000002", ["+8613800000001", "+8613900000002"]),
        ("1380000000113900000002", ["+8613800000001", "+8613900000002"]),
        ("13800000001，13800000001", ["+8613800000001"]),
        ("张三13800000001 ", ["+8613800000001"]),
        ("13800000001（儿子）", ["+8613800000001"]),
        ("+852 9123 4567", ["+85291234567"]),
        (None, []),
        ("无", []),
    ],
)
def test_telephone_numbers_come_out_in_one_form(value: object, expected: list[str]) -> None:
    assert [contact.number for contact in contacts.contacts(value)] == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("1380000000", "phone_unreadable"),
        ("138000000012", "phone_unreadable"),
        ("1.38E+10", "phone_shortened"),
        ("12345", "phone_unreadable"),
        ("见备注", "phone_unreadable"),
        ("310101199001011234", "phone_unreadable"),
        (138.5, "phone_unreadable"),
    ],
)
def test_a_number_that_is_none_is_refused(value: object, code: str) -> None:
    with pytest.raises(BadCell) as caught:
        contacts.contacts(value)  # type: ignore[arg-type]
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("张三", ["张三"]),
        ("张 三", ["张三"]),
        ("张　三", ["张三"]),
        ("张三、李四", ["张三", "李四"]),
        ("张三,李四，王五", ["张三", "李四", "王五"]),
        ("张三/李四", ["张三", "李四"]),
        ("张三；李四", ["张三", "李四"]),
        ("张三\n李四", ["张三", "李四"]),
        ("张三 李四", ["张三", "李四"]),
        ("张三和李四", ["张三", "李四"]),
        ("张和平", ["张和平"]),
        ("欧阳娜娜", ["欧阳娜娜"]),
        ("欧阳 娜娜", ["欧阳娜娜"]),
        ("诸葛 方圆", ["诸葛方圆"]),
        ("阿不都·热合曼", ["阿不都·热合曼"]),
        ("张三、张三", ["张三"]),
        ("张三(1/2)、李四(1/2)", ["张三", "李四"]),
        ("张三50%，李四50%", ["张三", "李四"]),
        ("上海明强（集团）有限公司", ["上海明强（集团）有限公司"]),
        ("上海甲、乙物业有限公司", ["上海甲、乙物业有限公司"]),
        ("张三、上海明强置业有限公司", ["张三", "上海明强置业有限公司"]),
        ("上海明强置业有限公司、张三", ["上海明强置业有限公司", "张三"]),
        ("上海和平物业有限公司", ["上海和平物业有限公司"]),
        ("Smith & Co., Ltd.", ["Smith & Co., Ltd"]),
        ("John Smith", ["John Smith"]),
        ("业主：张三", ["张三"]),
        ("张三 13800000001", ["张三"]),
        ("张三 310101199001011234", ["张三"]),
        ("未售", []),
        ("空置", []),
        ("/", []),
        (None, []),
    ],
)
def test_owners_are_told_apart(value: object, expected: list[str]) -> None:
    assert [name.name for name in names.names(value)] == expected  # type: ignore[arg-type]


def test_organisations_and_the_developer_are_known_by_their_names() -> None:
    kinds = {name.name: name.kind for name in names.names("张三、上海明强置业有限公司、甲乙银行")}
    assert kinds == {"张三": "natural", "上海明强置业有限公司": "developer", "甲乙银行": "organisation"}


@pytest.mark.parametrize(
    ("value", "owners", "expected"),
    [
        ("1/2", 2, ["1/2", "1/2"]),
        ("各50%", 2, ["1/2", "1/2"]),
        ("50%、50%", 2, ["1/2", "1/2"]),
        ("1/3;2/3", 2, ["1/3", "2/3"]),
        (0.5, 2, ["1/2", "1/2"]),
        (0.3333, 3, ["1/3", "1/3", "1/3"]),
        ("30%", 1, ["3/10"]),
        ("二分之一", 1, ["1/2"]),
        ("100%", 1, ["1"]),
        ("共同共有", 2, [None, None]),
        (None, 2, [None, None]),
        ("张三1/4、李四3/4", 2, ["1/4", "3/4"]),
    ],
)
def test_shares(value: object, owners: int, expected: list[str | None]) -> None:
    assert shares.shares(value, False, owners) == [Fraction(e) if e else None for e in expected]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "owners", "code"),
    [
        (datetime(2025, 1, 2), 2, "share_date"),
        ("60%", 2, "share_over"),
        ("1/2、1/4、1/4", 2, "share_count"),
        ("一些", 1, "share_unreadable"),
        ("0", 1, "share_unreadable"),
        ("1/0", 1, "share_unreadable"),
    ],
)
def test_shares_that_make_no_sense(value: object, owners: int, code: str) -> None:
    with pytest.raises(BadCell) as caught:
        shares.shares(value, False, owners)  # type: ignore[arg-type]
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("3-2-701", "3-2-701"),
        ("３－２－７０１", "3-2-701"),
        ("3—2—701", "3-2-701"),
        ("3号楼2单元701室", "3-2-701"),
        ("3幢701", "3-701"),
        ("3栋2单元701", "3-2-701"),
        ("三号楼二单元701", "3-2-701"),
        ("A座1203", "A-1203"),
        ("3#2-701", "3-2-701"),
        ("3#701", "3-701"),
        ("3号701室", "3-701"),
        ("88弄3号701室", "3-701"),
        ("明强小区3号楼2单元701室", "3-2-701"),
        ("3-701", "3-701"),
        ("商铺12号", "商铺-12"),
        ("商铺12", "商铺-12"),
        ("3号楼商铺12", "3-商铺12"),
        ("车位B1-023", "车位-B1-023"),
        ("B1-023车位", "车位-B1-023"),
        ("地下车位023号", "车位-023"),
        ("储藏室5", "储藏-5"),
        ("3 - 2 - 701", "3-2-701"),
        ("10-1-1203A", "10-1-1203A"),
        ("3/2/701", "3-2-701"),
        ("3号楼-2单元-东701", "3-2-东701"),
        ("3-2-东701", "3-2-东701"),
    ],
)
def test_rooms_as_people_write_them(value: str, code: str) -> None:
    place = rooms.place(value)
    assert place is not None
    assert rooms.address(place, None, None).code == code


@pytest.mark.parametrize(
    ("room", "building", "entrance", "code"),
    [
        (701.0, "3号楼", "2单元", "3-2-701"),
        ("701室", "３号楼", 2.0, "3-2-701"),
        ("701", "三栋", None, "3-701"),
        ("2-701", "3幢", None, "3-2-701"),
        ("2单元701", "3", None, "3-2-701"),
        ("3-2-701", "3号楼", "2", "3-2-701"),
        ("1203", "A座", None, "A-1203"),
        ("701", "10#", "甲单元", "10-甲-701"),
        ("商铺3", "7号楼", None, "7-商铺3"),
    ],
)
def test_rooms_beside_columns(room: object, building: object, entrance: object, code: str) -> None:
    place = rooms.place(room)  # type: ignore[arg-type]
    assert place is not None
    assert rooms.address(place, rooms.building(building), rooms.entrance(entrance)).code == code  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "value",
    ["？？", "见附件", "见附件2", "3号楼", "2单元", "共3户", "2025年3月", "a" * 50, "#N/A", "=1+1", "'; drop table"],
)
def test_a_room_that_is_none_is_refused(value: str) -> None:
    with pytest.raises(BadCell):
        rooms.place(value)


def test_a_room_excel_made_a_date_is_named_as_such() -> None:
    with pytest.raises(BadCell) as caught:
        rooms.place(datetime(2025, 3, 2))
    assert caught.value.code == "room_date"


@pytest.mark.parametrize(
    ("value", "floor"),
    [
        ("7层", 7),
        ("７F", 7),
        (7.0, 7),
        ("-1", -1),
        ("B1", -1),
        ("负一层", -1),
        ("1-2层", 1),
        ("十二", 12),
        (None, None),
    ],
)
def test_floors(value: object, floor: int | None) -> None:
    assert cells.floor(value) == floor  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (datetime(2012, 6, 1), date(2012, 6, 1)),
        ("2012-06-01", date(2012, 6, 1)),
        ("2012/6/1", date(2012, 6, 1)),
        ("2012.6.1", date(2012, 6, 1)),
        ("2012年6月1日", date(2012, 6, 1)),
        ("20120601", date(2012, 6, 1)),
        (41061, date(2012, 6, 1)),
        ("未交付", None),
        (None, None),
    ],
)
def test_days(value: object, expected: date | None) -> None:
    assert cells.day(value) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["2012年", "2012-13-01", "去年", 3])
def test_a_day_that_is_none_is_refused(value: object) -> None:
    with pytest.raises(BadCell):
        cells.day(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("住宅", "flat"),
        ("商品房", "flat"),
        ("商铺", "shop"),
        ("商业用房", "shop"),
        ("非住宅", "shop"),
        ("车位", "space"),
        ("储藏室", "storage"),
        ("", None),
    ],
)
def test_kinds(value: str, kind: str | None) -> None:
    assert cells.kind(value) == kind


def test_reports_hide_long_runs_of_digits() -> None:
    assert cells.masked("13800000001") == "138****0001"
    assert cells.masked(13800000001.0) == "138****0001"
    assert cells.masked("张三 310101199001011234") == "张三 " + "*" * 18
    assert cells.masked("138 0000 0001") == "138****0001"
    assert "0000000" not in cells.masked("1380000000")
    assert cells.masked("98.765") == "98.765"
