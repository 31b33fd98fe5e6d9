"""Codes on paper, one-time passwords, masked names: plain sums."""

from __future__ import annotations

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.people import codes, devices, naming, otp, passwords

CODES = st.text(codes.ALPHABET, min_size=codes.LENGTH, max_size=codes.LENGTH)
FULL_WIDTH = {ord(c): chr(ord(c) + 0xFEE0) for c in codes.ALPHABET}


@given(CODES)
def test_a_code_is_understood_however_it_is_typed(code: str) -> None:
    for typed in (
        code,
        code.lower(),
        codes.grouped(code),
        codes.grouped(code).replace("-", " "),
        f"  {code[:5]} {code[5:]}\n",
        code.translate(FULL_WIDTH),
        codes.grouped(code).replace("-", "—"),
    ):
        assert codes.normal(typed) == code


@given(st.text())
def test_whatever_is_typed_is_a_code_or_nothing(typed: str) -> None:
    found = codes.normal(typed)
    assert found is None or (len(found) == codes.LENGTH and set(found) <= set(codes.ALPHABET))


@given(CODES, st.integers(0, codes.LENGTH - 1))
def test_what_looks_alike_is_read_as_ours(code: str, place: int) -> None:
    like = {"D": "0OQ", "L": "1I", "B": "8", "G": "6", "U": "V"}.get(code[place], code[place])
    for other in like:
        assert codes.normal(code[:place] + other + code[place + 1 :]) == code


def test_no_letter_looks_like_another() -> None:
    assert not set(codes.ALPHABET) & set("0OQ1I8652SZV")
    assert len({codes.fresh() for _ in range(200)}) == 200


def test_a_one_time_password_is_taken_once_and_one_step_around() -> None:
    secret, at = otp.new_secret(), 1_800_000_000
    now = pyotp.TOTP(secret).at(at)
    step = otp.accepted_step(secret, now, at, None)
    assert step == at // 30
    assert otp.accepted_step(secret, now, at, step) is None, "used"
    assert otp.accepted_step(secret, now, at + 30, None) == step
    assert otp.accepted_step(secret, now, at - 30, None) == step
    assert otp.accepted_step(secret, now, at + 61, None) is None
    assert otp.accepted_step(secret, f" {now[:3]} {now[3:]} ", at, None) == step
    assert otp.accepted_step(secret, "", at, None) is None


@pytest.mark.parametrize(
    ("name", "kind", "shown"),
    [
        ("张三", "natural", "张*"),
        ("王小明", "natural", "王*明"),
        ("欧阳娜", "natural", "欧阳*"),
        ("李", "natural", "*"),
        ("明强置业有限公司", "organisation", "明强****公司"),
        ("", "natural", "*"),
    ],
)
def test_names_are_masked(name: str, kind: str, shown: str) -> None:
    assert naming.masked(name, kind) == shown


@given(st.text(min_size=2, max_size=30), st.sampled_from(["natural", "organisation"]))
def test_a_masked_name_never_says_all(name: str, kind: str) -> None:
    assert "*" in naming.masked(name, kind)
    assert naming.masked(name, kind) != name or "*" in name


def test_devices_are_said_plainly(app: object) -> None:
    wechat = "Mozilla/5.0 (Linux; Android 10; PPA-LX2 Mobile) Chrome/107.0 Mobile Safari/537.36 MicroMessenger/8.0"
    assert devices.described(wechat) == "微信 · 安卓手机"
    assert devices.described("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537.36 Edg/120") == "Edge · Windows 电脑"
    assert devices.described("") == "没有说明的设备"


def test_a_password_nobody_has_costs_the_same_work(app: object) -> None:
    """The comparison for unknown numbers must really compute: a malformed hash would answer at once."""
    from argon2 import extract_parameters

    assert not passwords.matches(None, "whatever it is")
    assert extract_parameters(passwords._NOBODY).time_cost == extract_parameters(passwords.hashed("x" * 9)).time_cost
    with pytest.raises(Exception, match="does not match"):
        passwords._hasher.verify(passwords._NOBODY, "whatever it is")
