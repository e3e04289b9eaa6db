"""Who may come in: on loopback everybody, elsewhere only those who can log in."""

from __future__ import annotations

from ipaddress import ip_address

from models.errors import SettingsError
from review.verbs.users import list_users
from scheduler.newsroom import Newsroom


def check_doors(newsroom: Newsroom, host: str) -> None:
    """Refuse to open the pages to others while nobody could log in; raises SettingsError."""
    if not is_loopback(host) and not list_users(newsroom):
        msg = (
            f"the pages would be open to everybody who reaches {host}: "
            "add somebody who may log in with `robowatch users add NAME` first, or stay on 127.0.0.1"
        )
        raise SettingsError(msg)


def is_loopback(host: str) -> bool:
    """Say whether an address to listen on is this machine's own."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() in ("localhost", "localhost.localdomain")
