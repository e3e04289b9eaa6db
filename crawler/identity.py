"""When two addresses mean the same article."""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from importlib.resources import files
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

from tldextract import TLDExtract
from w3lib.url import canonicalize_url, safe_url_string

# The list of public suffixes that ships with the library: no look-up over the network, no cache on disk.
_registrable = TLDExtract(suffix_list_urls=(), cache_dir=None)
_MAX_URL = 2000  # what no article address exceeds; some data: and tracking links do
_MAX_WRAPPERS = 5
_HOSTS = 4096  # whose registrable domains are remembered: a round asks a dozen times for each
_HOST = re.compile(r"[a-z0-9._:%-]+")  # names in the form that is looked up, and numbers


@cache
def _rules() -> dict[str, list[str]]:
    """Read the lists of tracking parameters, redirectors and host prefixes."""
    text = files("crawler").joinpath("rules/addresses.json").read_text(encoding="utf-8")
    rules: dict[str, list[str]] = json.loads(text)
    return rules


@cache
def _tracking() -> tuple[frozenset[str], tuple[str, ...], frozenset[str]]:
    rules = _rules()
    return frozenset(rules["tracking"]), tuple(rules["tracking_prefixes"]), frozenset(rules["tracking_pairs"])


def registrable_domain(url: str) -> str:
    """Return the domain somebody registered (example.co.uk), or the host itself for addresses and local names."""
    return _registrable_host((urlsplit(url).hostname or "").rstrip("."))


@lru_cache(_HOSTS)
def _registrable_host(host: str) -> str:
    found = _registrable(host)
    if found.suffix or found.ipv4 or found.ipv6 or ":" in host:
        return found.top_domain_under_public_suffix or host
    return ".".join(host.split(".")[-2:])  # a name of a private network, by the rule for unknown suffixes


def web_address(link: str, base: str = "") -> str:
    """Return the link as an absolute http or https address without credentials, or "" when it is none."""
    link = "".join(link.split())
    if not link:
        return ""
    try:
        url = urljoin(base, link) if base else link
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or len(url) > _MAX_URL:
            return ""
        _ = parts.port  # ValueError when out of range
        if "@" in parts.netloc:
            url = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
        url = safe_url_string(url)
        return url if _HOST.fullmatch(urlsplit(url).hostname or "") else ""
    except ValueError:
        return ""


def canonical_url(url: str, declared: str = "") -> str:
    """Return the identity of an article's address; `declared` is what the page itself calls its address.

    It is a key, not always an address that answers: mobile and AMP hosts, tracking parameters, default ports and the
    difference between http and https are gone.
    """
    if not (address := web_address(url)):
        return url
    url = _unwrapped(address)
    if declared and _believable(declared := web_address(declared, url), url):
        url = declared
    keep_fragment = urlsplit(url).fragment.startswith("!")  # a route of a page that is one script
    try:
        parts = urlsplit(canonicalize_url(url, keep_fragments=keep_fragment))
        host = _host(parts)
    except ValueError:
        return url
    path = _path(parts.path)
    return urlunsplit(("https", host, path, _query(parts.query), parts.fragment))


def _believable(declared: str, url: str) -> bool:
    """Say whether a declared address can be the article's own: same domain, and no front or section page."""
    parts = urlsplit(declared)
    if registrable_domain(declared) != registrable_domain(url):
        return False
    if parts.query or not urlsplit(url).path.strip("/"):
        return True
    depth, own = (len([step for step in urlsplit(each).path.split("/") if step]) for each in (declared, url))
    if depth == 0:
        return False
    # A section page in place of the article: a plain word where the article's address has more to say.
    last = parts.path.rstrip("/").rpartition("/")[2]
    return depth >= own or any(sign in last for sign in "-_.") or any(c.isdigit() for c in last) or len(last) > 20


def _unwrapped(url: str) -> str:
    """Return what redirecting services point to, where their own address says it."""
    for _ in range(_MAX_WRAPPERS):
        parts = urlsplit(url)
        asked = parts.hostname or ""
        inner = _amp_cache(parts)
        for rule in _rules()["redirectors"]:
            where, _, parameter = rule.partition("?")
            host, _, path = where.partition("/")
            if _is_host(asked, host) and parts.path.lstrip("/").startswith(path):
                inner = dict(parse_qsl(parts.query)).get(parameter, "") or inner
        inner = web_address(inner)
        if not inner:
            return url
        url = inner
    return url


def _is_host(host: str, rule: str) -> bool:
    """Match a host; a rule that ends in a dot matches every country's domain (google. for google.de)."""
    host = host.removeprefix("www.")
    return host.startswith(rule) if rule.endswith(".") else host == rule


def _amp_cache(parts: SplitResult) -> str:
    """Return the address behind an AMP cache (cdn.ampproject.org/c/s/…, google.com/amp/s/…)."""
    host = parts.hostname or ""
    if host.endswith("cdn.ampproject.org"):
        found = re.match(r"/[a-z]/(s/)?(.+)", parts.path)
    elif _is_host(host, "google."):
        found = re.match(r"/amp/(s/)?(.+)", parts.path)
    else:
        return ""
    if not found:
        return ""
    return ("https://" if found[1] else "http://") + found[2] + (f"?{parts.query}" if parts.query else "")


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    labels = host.split(".")
    # en.m.wikipedia.org: the mobile mark may stand second
    if len(labels) > 3 and labels[1] in {"m", "mobile"}:
        del labels[1]
    while len(labels) > 2 and labels[0] in _rules()["host_prefixes"]:
        del labels[0]
    host = ".".join(labels)
    if ":" in host:
        host = f"[{host}]"
    return f"{host}:{parts.port}" if parts.port not in {None, 80, 443} else host


def _path(path: str) -> str:
    path = re.sub(r";(jsessionid|phpsessid|sid)=[^/;]*", "", path, flags=re.IGNORECASE)
    path = re.sub(r"/{2,}", "/", path)
    path = re.sub(r"\.amp(\.html?)?$", r"\1", path)
    path = re.sub(r"/amp(?=/|$)", "", path, count=1) if path not in {"/amp", "/amp/"} else path
    path = re.sub(r"/(index|default)\.(html?|php|aspx?|jsp)$", "/", path, flags=re.IGNORECASE)
    # one spelling of each character
    steps = (unquote(step, errors="surrogateescape") for step in path.split("/"))
    path = "/".join(quote(step, safe="!$&'()*+,;=:@~", errors="surrogateescape") for step in steps)
    return path.rstrip("/")


def _query(query: str) -> str:
    names, prefixes, pairs = _tracking()
    kept = [
        (name, value)
        for name, value in parse_qsl(query, keep_blank_values=True)
        if name.lower() not in names
        and not name.lower().startswith(prefixes)
        and f"{name}={value}".lower() not in pairs
    ]
    return urlencode(kept)
