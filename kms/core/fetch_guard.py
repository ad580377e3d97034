"""Which addresses may be fetched: public ones on web ports, and those on the administrator's allow list."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

WEB_PORTS = (80, 443)

# Networks that no allow list opens: loopback, link-local, and where clouds serve credentials.
_NEVER = tuple(
    ip_network(net)
    for net in (
        "0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4", "100.100.100.200/32",
        "168.63.129.16/32", "192.0.0.192/32", "::/96", "fe80::/10", "fec0::/10", "ff00::/8", "fd00:ec2::/32",
        "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32",
    )
)  # fmt: skip


@dataclass(frozen=True)
class Listed:
    """One allow-list entry: a host, a host suffix (`.firma.local`) or a network, optionally with a port."""

    name: str = ""
    network: Network | None = None
    port: int | None = None

    def takes_in(self, host: str, address: Address, port: int) -> bool:
        """Whether this entry allows `host` at `address` and `port`."""
        if port not in ((self.port,) if self.port else WEB_PORTS):
            return False
        if self.network is not None:
            return address in self.network
        return host.endswith(self.name) if self.name.startswith(".") else host == self.name


class FetchGuard:
    """Decides whether a host and its addresses may be contacted; refuses whatever it cannot parse."""

    def __init__(self, allow: Sequence[str] = ()) -> None:
        self._listed = tuple(parse_entry(entry) for entry in allow if entry.strip())

    def checked(self, host: str, port: int, addresses: Sequence[str]) -> list[Address]:
        """Return the addresses to connect to; empty if even one of them is not allowed."""
        found = [ip_address(address) for address in addresses]
        return found if all(self.allows(host, address, port) for address in found) else []

    def allows(self, host: str, address: Address, port: int) -> bool:
        """Whether a connection to this address, requested under this host name, is allowed."""
        if is_never(address):
            return False
        name = host.rstrip(".").lower()
        if any(entry.takes_in(name, address, port) for entry in self._listed):
            return True
        return port in WEB_PORTS and is_public(address)


def parse_entry(entry: str) -> Listed:
    """Parse an entry as written by an administrator; ValueError if it is neither a host nor a network.

    >>> parse_entry("*.firma.local:8080")
    Listed(name='.firma.local', network=None, port=8080)
    """
    text, port = _split_port(entry.strip().lower())
    try:
        return Listed(network=ip_network(text, strict=False), port=port)
    except ValueError:
        name = text[1:] if text.startswith("*.") else text
    if not name.strip(".") or any(c in name for c in "*/ :[]@"):
        raise ValueError(f"neither a host nor a network: {entry!r}")
    return Listed(name=name, port=port)


def is_never(address: Address) -> bool:
    """Whether the address is loopback, link-local, metadata, multicast, or an IPv6 form that embeds an IPv4 address."""
    if isinstance(address, IPv6Address) and (address.ipv4_mapped or address.scope_id):
        return True
    return address.is_loopback or address.is_link_local or any(address in network for network in _NEVER)


def is_public(address: Address) -> bool:
    """Whether the address is on the public internet."""
    return address.is_global and not address.is_multicast and not address.is_reserved


def _split_port(text: str) -> tuple[str, int | None]:
    head, colon, tail = text.rpartition(":")
    if colon and tail.isdigit() and (":" not in head or head.endswith("]")):
        port = int(tail)
        if not 0 < port < 65536:
            raise ValueError(f"no such port: {text!r}")
        return head.strip("[]"), port
    return text.strip("[]"), None
