"""Telephone numbers: one written form (E.164), masked on screen."""

from __future__ import annotations

import unicodedata

import phonenumbers

from hub.core.i18n import lazy as _l
from hub.core.problems import RuleBroken

REGION = "CN"
_MOBILE = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)


def normal(text: str) -> str:
    """E.164 of what a person typed, e.g. "138 0000 0001" → "+8613800000001"; ValueError if it is no number."""
    plain = unicodedata.normalize("NFKC", text).strip()
    try:
        number = phonenumbers.parse(plain, REGION)
    except phonenumbers.NumberParseException as error:
        raise ValueError("not a telephone number") from error
    if not phonenumbers.is_possible_number(number):
        raise ValueError("not a telephone number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def mobile(text: str) -> str:
    """E.164 of a mobile number that can have an account; RuleBroken on field "phone" otherwise."""
    try:
        number = normal(text)
    except ValueError as error:
        raise RuleBroken(_l("请填写正确的手机号码。"), "phone") from error
    kind = phonenumbers.number_type(phonenumbers.parse(number))
    # new operators' blocks appear before the library knows them: eleven digits from 1 are a mobile here
    domestic = number.startswith("+861") and len(number) == 14
    if kind not in _MOBILE and not domestic:
        raise RuleBroken(_l("请填写手机号码，座机不能收短信。"), "phone")
    return number


def masked(number: str | None) -> str:
    """138****0001; the country code is left out for mainland numbers."""
    if not number:
        return ""
    plain = spoken(number)
    if len(plain) < 8:
        return "*" * len(plain)
    return f"{plain[:3]}{'*' * (len(plain) - 7)}{plain[-4:]}"


def spoken(number: str) -> str:
    """As people here write it: mainland numbers without +86."""
    return number.removeprefix("+86")
