"""How an Open311 answer is written: one tree of plain values, as XML or as JSON (the Spark convention).

A list is an element whose children all have one name; JSON leaves that name out, as it does with the root.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any
from xml.etree import ElementTree

from flask import Response, make_response

# the name of a list → the name of each thing in it
ONE_OF = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "endpoints": "endpoint",
    "formats": "format",
    "errors": "error",
}
TYPES = {"xml": "text/xml", "json": "application/json"}
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def answer(form: str, root: str, value: Any, status: int = 200) -> Response:
    """`value` under the name `root` in the form asked for ("xml" or "json")."""
    body = as_json(value) if form == "json" else as_xml(root, value)
    response = make_response(body, status)
    response.headers["Content-Type"] = f"{TYPES[form]}; charset=utf-8"
    response.headers["Cache-Control"] = "no-store"
    return response


def errors(form: str, status: int, descriptions: Iterable[object]) -> Response:
    """The standard's list of errors."""
    return answer(form, "errors", [{"code": status, "description": str(words)} for words in descriptions], status)


def as_json(value: Any) -> str:
    """The value itself."""
    return json.dumps(value, ensure_ascii=False)


def as_xml(root: str, value: Any) -> bytes:
    """The value under its name, with the declaration."""
    return bytes(ElementTree.tostring(_element(root, value), encoding="utf-8", xml_declaration=True))


def _element(name: str, value: Any) -> ElementTree.Element:
    element = ElementTree.Element(name)
    if isinstance(value, dict):
        element.extend(_element(key, part) for key, part in value.items())
    elif isinstance(value, list):
        element.extend(_element(ONE_OF[name], part) for part in value)
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    elif value is not None:
        element.text = _NOT_XML.sub("", str(value))
    return element
