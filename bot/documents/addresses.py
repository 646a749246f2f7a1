"""Decides which IP addresses a link of a user may lead to.

A link can point into the bot's own network (server-side request forgery): at the machine itself, a
router, a cloud's metadata service. The networks are listed here and not asked of `ipaddress`, whose
`is_global` differs between the versions of Python. An IPv6 address with an IPv4 address inside is
judged by the latter; others must be in the part that is given out to the public, 2000::/3.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

_PORTS = frozenset({80, 443})
_IPV4_NOT_PUBLIC = tuple(
    map(
        IPv4Network,
        (
            # IANA IPv4 Special-Purpose Address Registry (RFC 6890), and multicast (RFC 5771)
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
            "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            # public by number: Azure's platform, with the metadata of the machine (WireServer)
            "168.63.129.16/32",
        ),
    )
)  # fmt: skip
_IPV6_PUBLIC = IPv6Network("2000::/3")  # RFC 4291, 2.4; IANA gives out no other
_IPV6_NOT_PUBLIC = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # IETF protocol assignments, RFC 2928
            "2001:db8::/32", "3fff::/20",  # documentation, RFC 3849 and 9637
        ),
    )
)  # fmt: skip
_NAT64 = IPv6Network(
    "64:ff9b::/96"
)  # RFC 6052; not 64:ff9b:1::/48, which is for local use (RFC 8215)
_COMPATIBLE = IPv6Network("::/96")  # RFC 4291, 2.5.5.1; :: and ::1 become 0.0.0.0/8


def is_public(address: str, port: int) -> bool:
    """May a link lead to this address (a literal, perhaps with a zone) and port?"""
    try:
        target = _embedded_ipv4(ip_address(address))
    except ValueError:
        return False
    if port not in _PORTS:
        return False
    if isinstance(target, IPv4Address):
        return not any(target in network for network in _IPV4_NOT_PUBLIC)
    return target in _IPV6_PUBLIC and not any(target in network for network in _IPV6_NOT_PUBLIC)


def _embedded_ipv4(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address in a mapped, compatible, 6to4, Teredo or NAT64 address; else the address."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64 or address in _COMPATIBLE:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo or address
