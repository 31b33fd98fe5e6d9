"""Our Open311 interface in OpenAPI 3.1. English, as is the standard it describes."""

from __future__ import annotations

from typing import Any

from hub.features.repairs.rules.open311 import HIGHEST_FLOOR, LONGEST_DESCRIPTION, LOWEST_FLOOR, MOST_REQUESTS, Status
from hub.features.repairs.rules.places import Kind, Spot

CHANGED = "2026-11-21 00:00"  # raise it when services, attributes or addresses change

Schema = dict[str, Any]


def document(endpoint: str) -> Schema:
    """The whole description; `endpoint` is where the interface is, without a slash at the end."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Open311 GeoReport v2",
            "version": "2.0.0",
            "summary": "Repairs of public places in a residential compound",
            "description": "https://wiki.open311.org/GeoReport_v2 — public places only, no personal data out.",
        },
        "servers": [{"url": endpoint}],
        "tags": [{"name": "services"}, {"name": "requests"}, {"name": "about"}],
        "paths": _paths(),
        "components": {"schemas": _schemas(), "parameters": _parameters(), "responses": _responses()},
    }


def _paths() -> Schema:
    format_, code, number = _ref("format"), _ref("service_code"), _ref("service_request_id")
    common = [format_, _ref("jurisdiction_id"), _ref("api_key")]
    return {
        "/discovery.{format}": {"get": _get("about", "Service discovery", "discovery", [format_])},
        "/services.{format}": {"get": _get("services", "GET Service List", "services", common)},
        "/services/{service_code}.{format}": {
            "get": _get("services", "GET Service Definition", "service_definition", [code, *common], 404)
        },
        "/requests.{format}": {
            "get": _get("requests", "GET Service Requests", "service_requests", [*common, *_filters()]),
            "post": _post(),
        },
        "/requests/{service_request_id}.{format}": {
            "get": _get("requests", "GET Service Request", "service_requests", [number, *common], 404)
        },
        "/tokens/{token}.{format}": {
            "get": _get("requests", "GET service_request_id from a token", "created", [_ref("token"), *common], 404)
        },
    }


def _get(tag: str, summary: str, schema: str, parameters: list[Schema], *more: int) -> Schema:
    return {
        "tags": [tag],
        "summary": summary,
        "operationId": "".join(part.capitalize() for part in summary.split()),
        "parameters": parameters,
        "responses": {"200": _body(schema)} | _errors(400, 403, 404, 429, *more),
    }


def _post() -> Schema:
    fields = {"application/x-www-form-urlencoded": {"schema": {"$ref": "#/components/schemas/new_request"}}}
    return {
        "tags": ["requests"],
        "summary": "POST Service Request",
        "operationId": "PostServiceRequest",
        "parameters": [_ref("format")],
        "requestBody": {"required": True, "content": fields},
        "responses": {"200": _body("created")} | _errors(400, 403, 404, 413, 429, 503),
    }


def _body(schema: str) -> Schema:
    value = {"schema": {"$ref": f"#/components/schemas/{schema}"}}
    # XML has the same tree under a root, see the standard's "Spark convention"
    return {"description": "As asked for", "content": {"application/json": value, "text/xml": {}}}


def _errors(*statuses: int) -> Schema:
    return {str(status): {"$ref": "#/components/responses/errors"} for status in statuses}


def _responses() -> Schema:
    value = {"schema": {"$ref": "#/components/schemas/errors"}}
    return {"errors": {"description": "What is wrong", "content": {"application/json": value, "text/xml": {}}}}


def _ref(parameter: str) -> Schema:
    return {"$ref": f"#/components/parameters/{parameter}"}


def _parameter(where: str, name: str, schema: Schema, words: str = "") -> Schema:
    return {"in": where, "name": name, "required": where == "path", "schema": schema, "description": words}


def _parameters() -> Schema:
    text = {"type": "string"}
    listed = (
        _parameter("path", "format", {"enum": ["xml", "json"]}),
        _parameter("query", "jurisdiction_id", text, "Optional: there is one. The host name of this hub."),
        _parameter("query", "api_key", text, "Optional for reading: a higher limit, and one's own descriptions."),
        _parameter("path", "service_code", {"enum": [kind.value for kind in Kind]}),
        _parameter("path", "service_request_id", text),
        _parameter("path", "token", text, "Never given out here, because every service is realtime."),
    )
    return {one["name"]: one for one in listed}


def _filters() -> list[Schema]:
    moment, some = {"type": "string", "format": "date-time"}, {"type": "string"}
    return [
        _parameter("query", "service_request_id", some, "Comma delimited; overrides all other arguments."),
        _parameter("query", "service_code", some, "Comma delimited."),
        _parameter("query", "start_date", moment, "With time zone. At most 90 days before end_date."),
        _parameter("query", "end_date", moment, "With time zone. Without both: the last 90 days."),
        _parameter("query", "status", some, "open, closed, or both, comma delimited."),
    ]


def _object(always: list[str], /, **properties: Schema) -> Schema:
    return {"type": "object", "required": always, "properties": properties}


def _list(schema: Schema, most: int | None = None) -> Schema:
    return {"type": "array", "items": schema} | ({"maxItems": most} if most else {})


def _schemas() -> Schema:
    text, maybe = {"type": "string"}, {"type": ["string", "null"]}
    when, maybe_when = {"type": "string", "format": "date-time"}, {"type": ["string", "null"], "format": "date-time"}
    code, always_null = {"enum": [kind.value for kind in Kind]}, {"type": "null"}
    service = _object(
        ["service_code", "service_name", "type"],
        service_code=code,
        service_name=text,
        description=text,
        metadata={"type": "boolean"},
        type={"const": "realtime"},
        keywords={"type": "string", "description": "Comma delimited"},
        group=text,
    )
    attribute = _object(
        ["variable", "code", "datatype", "required", "order"],
        variable={"type": "boolean"},
        code={"enum": ["spot", "door", "floor"]},
        datatype={"enum": ["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]},
        required={"type": "boolean"},
        datatype_description=maybe,
        order={"type": "integer", "minimum": 1},
        description=text,
        values=_list(_object(["key", "name"], key=text, name=text)),
    )
    request = _object(
        ["service_request_id", "status", "service_code", "requested_datetime"],
        service_request_id=text,
        status={"enum": [status.value for status in Status]},
        status_notes=text,
        service_name=text,
        service_code=code,
        description={"type": ["string", "null"], "description": "Only for the client that reported it"},
        agency_responsible=text,
        service_notice=always_null,
        requested_datetime=when,
        updated_datetime=when,
        expected_datetime=maybe_when,
        address=text,
        address_id=maybe,
        zipcode=always_null,
        lat=always_null,
        long=always_null,
        media_url=always_null,
    )
    created = _object(
        ["service_request_id"], service_request_id=text, service_notice=maybe, account_id=always_null, token=text
    )
    endpoint = _object(
        ["specification", "url", "changeset", "type", "formats"],
        specification={"type": "string", "format": "uri"},
        url={"type": "string", "format": "uri"},
        changeset=text,
        type={"enum": ["production", "test"]},
        formats=_list(text),
    )
    discovery = ["changeset", "contact", "key_service", "endpoints"]
    return {
        "services": _list(service),
        "service_definition": _object(["service_code", "attributes"], service_code=code, attributes=_list(attribute)),
        "service_requests": _list(request, MOST_REQUESTS),
        "created": _list(created),
        "new_request": _new_request(),
        "discovery": _object(discovery, changeset=text, contact=text, key_service=text, endpoints=_list(endpoint)),
        "errors": _list(_object(["code", "description"], code={"type": "integer"}, description=text)),
    }


def _new_request() -> Schema:
    text = {"type": "string"}
    fields = {
        "api_key": text,
        "jurisdiction_id": text,
        "service_code": {"enum": [kind.value for kind in Kind]},
        "lat": {"type": "number", "minimum": -90, "maximum": 90, "description": "Checked and not kept"},
        "long": {"type": "number", "minimum": -180, "maximum": 180, "description": "Checked and not kept"},
        "address_string": {"type": "string", "description": "The first 100 characters are kept"},
        "address_id": {"type": "string", "description": "A key of the attribute door"},
        "attribute[spot]": {"enum": [spot.value for spot in Spot]},
        "attribute[door]": {"type": "string", "description": "A key of the attribute door"},
        "attribute[floor]": {"type": "integer", "minimum": LOWEST_FLOOR, "maximum": HIGHEST_FLOOR},
        "description": {"type": "string", "maxLength": LONGEST_DESCRIPTION},
        "media_url": {"type": "string", "format": "uri", "description": "Kept as words, never fetched"},
        "first_name": {"type": "string", "description": "For the office only"},
        "last_name": {"type": "string", "description": "For the office only"},
        "phone": {"type": "string", "description": "For the office only"},
        "email": {"type": "string", "description": "Accepted and not kept"},
        "device_id": {"type": "string", "description": "Accepted and not kept"},
        "account_id": {"type": "string", "description": "Accepted and not kept"},
    }
    place = [{"required": ["lat", "long"]}, {"required": ["address_string"]}, {"required": ["address_id"]}]
    required = ["api_key", "service_code", "attribute[spot]"]
    return {"type": "object", "required": required, "anyOf": place, "properties": fields}
