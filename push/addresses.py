"""Whether an internet address is public. Knows addresses only, no names.

The standard library's flags do not fit: `is_private` misses carrier NAT (100.64.0.0/10), and
`is_global` is true for multicast and for the IPv6 ranges that embed an IPv4 address.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address

_REFUSED_V4 = tuple(
    IPv4Network(net)
    for net in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
_GLOBAL_V6 = IPv6Network("2000::/3")  # everything else is local, mapped, translated or unassigned
# What DNS64 makes of an IPv4 address where there is IPv6 alone (RFC 6052, RFC 6147).
_TRANSLATED = IPv6Network("64:ff9b::/96")
_REFUSED_V6 = tuple(
    IPv6Network(net)
    for net in (
        "2001::/23",  # IETF protocols, Teredo, benchmarks, ORCHID
        "2001:db8::/32",
        "2002::/16",  # 6to4: embeds an IPv4 address
        "3fff::/20",
    )
)


def is_public(text: str) -> bool:
    """Whether this is one address of the public internet, in canonical spelling."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if address.version == 4:
        return not any(address in net for net in _REFUSED_V4)
    if address.scope_id is not None:
        return False
    if address in _TRANSLATED:
        return is_public(str(IPv4Address(int(address) & 0xFFFFFFFF)))
    return address in _GLOBAL_V6 and not any(address in net for net in _REFUSED_V6)
