"""Which addresses a browser may give for push: only such as a browser's maker runs."""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urlsplit

LONGEST = 800
# carry an IPv4 address inside, so that "public" would say nothing of where they lead
WRAPPED = tuple(ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))


class Refused(ValueError):
    """Not an address to send to."""


def is_public(address: str) -> bool:
    """True for an address of the open Internet."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if any(ip in net for net in WRAPPED):
            return False
    return ip.is_global and not ip.is_multicast


def checked(endpoint: str, *, loopback: bool = False) -> SplitResult:
    """The parts of an endpoint; Refused unless it is https, without a sign-in, on a public host's usual port.

    What its name leads to is looked at when it is used. `loopback`: for tests, with a stand-in on this machine.
    """
    try:
        at = urlsplit(endpoint)
        host, port = at.hostname or "", at.port
    except ValueError as error:
        raise Refused("not an address") from error
    if loopback and host in ("127.0.0.1", "localhost"):
        return at
    if at.scheme != "https" or not host or len(endpoint) > LONGEST:
        raise Refused("not https")
    if at.username is not None or at.password is not None or port not in (None, 443):
        raise Refused("a sign-in or an unusual port")
    if any(not c.isascii() or c.isspace() or not c.isprintable() for c in endpoint):
        raise Refused("unusual characters")
    numeric = host.replace(".", "").isdecimal() or ":" in host or host.startswith("0x")
    inside = "." not in host.rstrip(".") or host.rstrip(".").endswith((".local", ".internal", ".lan", ".localhost"))
    if (numeric and not is_public(host)) or (inside and ":" not in host):
        raise Refused("not a public host")
    return at
