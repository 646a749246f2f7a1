"""Which addresses of the internet the bot may open on a stranger's word.

A link can point at the bot's own network (server-side request forgery): the machine itself, a
router, a cloud's metadata service. Only addresses that IANA's registries call global pass, and an
IPv6 form that carries an IPv4 address is judged by what it carries.
"""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052
_COMPATIBLE = IPv6Network("::/96")  # RFC 4291, 2.5.5.1; :: and ::1 become 0.0.0.0/8, not global
_PORTS = frozenset({80, 443})


def is_public(address: str, port: int) -> bool:
    """May a stranger's link lead to this address (a literal, perhaps with a zone) and port?"""
    try:
        carried = _carried(ip_address(address))
    except ValueError:
        return False
    return port in _PORTS and carried.is_global and not carried.is_multicast


def _carried(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address inside a mapped, compatible, 6to4, Teredo or NAT64 address, else the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64 or address in _COMPATIBLE:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo or address
