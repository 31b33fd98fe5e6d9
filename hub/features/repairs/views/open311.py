"""Open311 GeoReport v2 (https://wiki.open311.org/GeoReport_v2): routes for programs outside.

No cookie is read or set here, and no page is shown; who may report says the key. docs/open311.md.
"""

from __future__ import annotations

from typing import Any

from flask import Response, request

from hub.core import clock
from hub.core.authz import GUEST, is_id
from hub.core.i18n import _
from hub.features.repairs import commands
from hub.features.repairs.forms.open311 import report_from
from hub.features.repairs.queries import open311 as queries
from hub.features.repairs.queries.places import doors
from hub.features.repairs.rules.open311 import (
    MOST_REQUESTS,
    NOTES,
    SERVICES,
    Refused,
    Status,
    moment,
    several,
    span,
    stages_of,
    status_of,
    w3,
)
from hub.features.repairs.rules.open311_description import CHANGED, document
from hub.features.repairs.rules.places import KINDS, SPOTS, Kind
from hub.features.repairs.views.open311_door import asking, bp, check_jurisdiction, endpoint, reading, reporting, spoken
from hub.features.repairs.views.open311_wire import answer
from hub.people.queries.office import office


def _kind(code: str) -> Kind:
    if code not in set(Kind):
        raise Refused(404, _("没有这个 service_code：%(code)s", code=code))
    return Kind(code)


# --- services ---------------------------------------------------------------------------------------------------------


@bp.get("/services.<any(xml,json):form>")
@spoken
@reading
def services(form: str) -> Any:
    """GET Service List."""
    asking()
    check_jurisdiction()
    return answer(form, "services", [_service(kind) for kind in Kind])


def _service(kind: Kind) -> dict[str, Any]:
    said = SERVICES[kind]
    return {
        "service_code": kind.value,
        "service_name": str(KINDS[kind]),
        "description": str(said.description),
        "metadata": True,
        "type": "realtime",
        "keywords": str(said.keywords),
        "group": str(said.group),
    }


@bp.get("/services/<code>.<any(xml,json):form>")
@spoken
@reading
def definition(code: str, form: str) -> Any:
    """GET Service Definition: where it is, of our lists."""
    asking()
    check_jurisdiction()
    spots = [{"key": spot.value, "name": str(name)} for spot, name in SPOTS.items()]
    places = [{"key": door.value, "name": door.name} for door in doors()]
    attributes = [
        _attribute(1, "spot", "singlevaluelist", True, _("坏在哪个公共部位"), spots),
        _attribute(2, "door", "singlevaluelist", False, _("哪栋楼、哪个单元；不在楼里就不填"), places),
        _attribute(3, "floor", "number", False, _("几层；地下写 -1"), []),
    ]
    return answer(form, "service_definition", {"service_code": _kind(code).value, "attributes": attributes})


def _attribute(
    order: int, code: str, datatype: str, required: bool, words: str, values: list[dict[str, str]]
) -> dict[str, Any]:
    return {
        "variable": True,
        "code": code,
        "datatype": datatype,
        "required": required,
        "datatype_description": None,
        "order": order,
        "description": words,
        "values": values,
    }


# --- requests ---------------------------------------------------------------------------------------------------------


@bp.post("/requests.<any(xml,json):form>")
@spoken
@reporting
def receive(form: str) -> Any:
    """POST Service Request; the key comes first, so that nobody without one learns what would be right."""
    client = asking()
    if client is None:
        raise Refused(403, _("没有 api_key。"))
    if not client.may_write:
        raise Refused(403, _("这把 api_key 只能读，不能报修。"))
    check_jurisdiction()
    what, caller = report_from(request.form)
    repair_id = commands.report_by_client(GUEST, client.id, what, caller)
    notice = _("物业收到了，会尽快受理。有人被困或有危险，请马上打电话：%(phone)s", phone=office().phone or "110")
    made = {"service_request_id": str(repair_id), "service_notice": notice, "account_id": None}
    return answer(form, "service_requests", [made])


@bp.get("/requests.<any(xml,json):form>")
@spoken
@reading
def requests(form: str) -> Any:
    """GET Service Requests; ids override everything else."""
    client_id = _client_id()
    check_jurisdiction()
    ids = several(request.args.getlist("service_request_id"))
    if ids:
        known = [int(text) for text in ids[:MOST_REQUESTS] if is_id(text)]
        found = queries.requests_by_id(known, client_id)
    else:
        found = queries.requests(_asked(), client_id)
    return _requests(form, found)


@bp.get("/requests/<number>.<any(xml,json):form>")
@spoken
@reading
def one_request(number: str, form: str) -> Any:
    """GET Service Request."""
    client_id = _client_id()
    check_jurisdiction()
    found = queries.requests_by_id([int(number)], client_id) if is_id(number) else []
    if not found:
        raise Refused(404, _("没有这个 service_request_id：%(number)s", number=number))
    return _requests(form, found)


@bp.get("/tokens/<token>.<any(xml,json):form>")
@spoken
@reading
def from_token(token: str, form: str) -> Any:
    """GET service_request_id from a token. All our services answer at once, so an id is its own token."""
    asking()
    check_jurisdiction()
    found = queries.requests_by_id([int(token)], None) if is_id(token) else []
    if not found:
        raise Refused(404, _("没有这个 token：%(token)s", token=token))
    return answer(form, "service_requests", [{"service_request_id": str(found[0].id), "token": token}])


def _client_id() -> int | None:
    client = asking()
    return client.id if client else None


def _asked() -> queries.Asked:
    args, wrong, moments = request.args, [], {}
    for name in ("start_date", "end_date"):
        text = args.get(name, "").strip()
        try:
            moments[name] = moment(text) if text else None
        except ValueError:
            wrong.append(_("%(name)s 要写成 2026-01-31T08:00:00+08:00 这样，带时区。", name=name))
    statuses = several(args.getlist("status"))
    if not set(statuses) <= set(Status):
        wrong.append(_("status 只有 open 和 closed。"))
    if wrong:
        raise Refused(400, *wrong)
    kinds = [_kind(code) for code in several(args.getlist("service_code"))]
    since, until = span(moments["start_date"], moments["end_date"], clock.now())
    return queries.Asked(since, until, kinds, stages_of(frozenset(Status(status) for status in statuses)))


def _requests(form: str, found: list[queries.ServiceRequest]) -> Response:
    agency, community = office().name, office().community
    return answer(form, "service_requests", [_request(one, agency, community) for one in found])


def _request(one: queries.ServiceRequest, agency: str, community: str) -> dict[str, Any]:
    floor = _("%(n)s层", n=one.floor) if one.floor is not None else ""
    parts = (str(SPOTS[one.spot]), floor, one.door, community)
    return {
        "service_request_id": str(one.id),
        "status": status_of(one.stage).value,
        "status_notes": str(NOTES[one.stage]),
        "service_name": str(KINDS[one.kind]),
        "service_code": one.kind.value,
        "description": one.description,
        "agency_responsible": agency,
        "service_notice": None,
        "requested_datetime": w3(one.requested),
        "updated_datetime": w3(one.updated),
        "expected_datetime": w3(one.expected) if one.expected else None,
        "address": ", ".join(part for part in parts if part),
        "address_id": one.door_id,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }


# --- about the interface itself ---------------------------------------------------------------------------------------


@bp.get("/discovery.<any(xml,json):form>")
@spoken
@reading
def discovery(form: str) -> Any:
    """Service Discovery (https://wiki.open311.org/Service_Discovery)."""
    here = office()
    this = {
        "specification": "http://wiki.open311.org/GeoReport_v2",
        "url": endpoint(),
        "changeset": CHANGED,
        "type": "production",
        "formats": ["text/xml", "application/json"],
    }
    known = {
        "changeset": CHANGED,
        "contact": " ".join(part for part in (here.community, here.name, here.phone) if part),
        "key_service": _("请向%(office)s要 api_key。", office=here.name),
        "endpoints": [this],
    }
    return answer(form, "discovery", known)


@bp.get("/openapi.json")
@spoken
@reading
def description() -> Any:
    """The same in OpenAPI 3.1, for people who write clients."""
    return answer("json", "", document(endpoint()))


@bp.route("/", defaults={"rest": ""}, methods=["GET", "POST"])
@bp.route("/<path:rest>", methods=["GET", "POST"])
@spoken
@reading
def unknown(rest: str) -> Any:
    """Anything else."""
    raise Refused(404, _("没有这个地址。可以看 %(url)s", url=endpoint() + "/discovery.xml"))
