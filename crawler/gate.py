"""Keep the crawler out of private networks, where the connection is made: no name and no redirect slips by."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from models.settings import Network

_NAT64 = ip_network("64:ff9b::/96")


class PrivateAddressError(OSError):
    """The address lies in a private or reserved network that was not allowed."""


class Gate:
    """What may be connected to: public addresses, and the networks that the operator allows."""

    def __init__(self, allowed: Sequence[Network] = ()) -> None:
        self._allowed = tuple(allowed)

    def admits(self, address: str) -> bool:
        """Say whether an IP address may be connected to."""
        try:
            ip = _inner(ip_address(address.partition("%")[0]))
        except ValueError:
            return False
        if any(ip.version == network.version and ip in network for network in self._allowed):
            return True
        return ip.is_global and not ip.is_multicast

    def check_literal(self, url: str) -> None:
        """Refuse an address whose host is an IP number: the resolver never sees those.

        Raises PrivateAddressError.
        """
        host = URL(url, encoded=True).host or ""
        try:
            ip_address(host)
        except ValueError:
            return  # a name, also in forms such as 0x7f000001: the resolver's part
        if not self.admits(host):
            raise PrivateAddressError(_refusal(host))


class GuardedResolver(AbstractResolver):
    """A resolver that gives only addresses the gate admits, at every connection anew."""

    def __init__(self, gate: Gate, inner: AbstractResolver | None = None) -> None:
        self._gate = gate
        self._inner = inner or ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the admitted addresses of a host; raises PrivateAddressError where it has no other ones."""
        found = await self._inner.resolve(host, port, family)
        admitted = [each for each in found if self._gate.admits(each["host"])]
        if found and not admitted:
            raise PrivateAddressError(_refusal(f"{host} ({found[0]['host']})"))
        return admitted

    async def close(self) -> None:
        """Close the resolver behind."""
        await self._inner.close()


def refused(error: BaseException | None) -> PrivateAddressError | None:
    """Return the gate's refusal among the causes of an error, if it is one."""
    seen: Any = error
    while seen is not None:
        if isinstance(seen, PrivateAddressError):
            return seen
        seen = getattr(seen, "os_error", None) or seen.__cause__ or seen.__context__
    return None


def _refusal(host: str) -> str:
    return f"{host} lies in a private network; allow it with ROBOWATCH_ALLOW_NETWORKS if that is meant"


def _inner(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address that an IPv6 address carries, where it does."""
    if isinstance(ip, IPv6Address):
        if ip in _NAT64:
            return IPv4Address(int(ip) & 0xFFFFFFFF)
        return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None) or ip
    return ip
