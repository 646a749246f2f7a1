"""Decides which IP addresses a link of a user may lead to.

A link can point into the bot's own network (server-side request forgery): at the machine itself, a
router, a cloud's metadata service. Only addresses that IANA's registries call global are allowed;
an IPv6 address with an IPv4 address inside is judged by the latter.
"""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052
_COMPATIBLE = IPv6Network("::/96")  # RFC 4291, 2.5.5.1; :: and ::1 become 0.0.0.0/8, not global
_PORTS = frozenset({80, 443})


def is_public(address: str, port: int) -> bool:
    """May a link lead to this address (a literal, perhaps with a zone) and port?"""
    try:
        target = _embedded_ipv4(ip_address(address))
    except ValueError:
        return False
    return port in _PORTS and target.is_global and not target.is_multicast


def _embedded_ipv4(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address in a mapped, compatible, 6to4, Teredo or NAT64 address; else the address."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64 or address in _COMPATIBLE:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo or address
