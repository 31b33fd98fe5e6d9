"""A small Open311 client, written after the text of the standard and knowing nothing of the hub.

GeoReport v2: https://wiki.open311.org/GeoReport_v2; JSON is the XML tree by the Spark convention: the root and the
names of repeated elements are left out, and an empty element is null.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

from flask import Flask
from werkzeug.test import TestResponse

from tests.judge import apart

LISTS = {"services", "attributes", "values", "service_requests", "endpoints", "formats", "errors"}
BOOLEANS = {"metadata", "variable", "required"}
INTEGERS = {"order", "code"}
W3 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
REQUEST_FIELDS = (
    *("service_request_id", "status", "status_notes", "service_name", "service_code", "description"),
    *("agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime"),
    *("address", "address_id", "zipcode", "lat", "long", "media_url"),
)


@dataclass
class Answer:
    """Status, and the body read in its form."""

    status: int
    value: Any
    root: str
    text: str
    headers: dict[str, str]

    @property
    def errors(self) -> list[str]:
        return [error["description"] for error in self.value]


@dataclass
class Open311:
    """One endpoint in one form, with or without a key."""

    app: Flask
    form: str
    key: str = ""
    base: str = "/open311/v2"
    language: str = ""

    def services(self, **more: str) -> Answer:
        return self._get("services", more)

    def definition(self, code: str, **more: str) -> Answer:
        return self._get(f"services/{code}", more)

    def requests(self, **more: str) -> Answer:
        return self._get("requests", more)

    def request(self, number: object, **more: str) -> Answer:
        return self._get(f"requests/{number}", more)

    def token(self, token: object, **more: str) -> Answer:
        return self._get(f"tokens/{token}", more)

    def discovery(self) -> Answer:
        return self._get("discovery", {})

    def post(self, **fields: str) -> Answer:
        """`attribute__spot` stands for attribute[spot]."""
        if self.key:
            fields.setdefault("api_key", self.key)
        named = {re.sub(r"^attribute__(\w+)$", r"attribute[\1]", name): value for name, value in fields.items()}
        body = urlencode(named).encode()
        kind = "application/x-www-form-urlencoded; charset=utf-8"
        return self._read(
            apart(lambda: self._browser().post(f"{self.base}/requests.{self.form}", data=body, content_type=kind))
        )

    def _get(self, path: str, query: dict[str, str]) -> Answer:
        if self.key:
            query = {"api_key": self.key, **query}
        address = f"{self.base}/{path}.{self.form}" + (f"?{urlencode(query)}" if query else "")
        return self._read(apart(lambda: self._browser().get(address)))

    def _browser(self) -> Any:
        browser = self.app.test_client(use_cookies=False)
        if self.language:
            browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = self.language
        return browser

    def _read(self, answer: TestResponse) -> Answer:
        """The standard's manners: form and encoding as said, no cookie, valid in itself."""
        kind = {"xml": "text/xml", "json": "application/json"}[self.form]
        assert answer.headers["Content-Type"].lower() == f"{kind}; charset=utf-8", answer.get_data(as_text=True)[:300]
        assert "Set-Cookie" not in answer.headers
        data = answer.get_data()
        text = data.decode("utf-8", errors="strict")
        if self.form == "json":
            return Answer(answer.status_code, json.loads(text), "", text, dict(answer.headers))
        assert re.match(r"<\?xml version=['\"]1.0['\"] encoding=['\"]utf-8['\"]\?>", text, re.IGNORECASE), text[:60]
        root = ElementTree.fromstring(data)
        assert "}" not in root.tag, "no namespace"
        return Answer(answer.status_code, spark(root), root.tag, text, dict(answer.headers))


def spark(element: ElementTree.Element) -> Any:
    """An XML element as the standard's JSON has it."""
    assert not element.attrib
    if element.tag in LISTS:
        return [spark(child) for child in element]
    if len(element):
        return {child.tag: spark(child) for child in element}
    text = element.text
    if element.tag in BOOLEANS:
        return {"true": True, "false": False}[text or ""]
    if element.tag in INTEGERS and (text or "").isdecimal():
        return int(text or "")
    return text or None
