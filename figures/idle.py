"""Words of a metric that name none where they stand: "the operations chief", "employees say", "by value"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from figures.passage import Passage

if TYPE_CHECKING:
    from figures.metrics import Cue

# "the operations chief" carries out no operations
_OFFICE = re.compile(r" (?:chief|officer|director|manager|boss|head|department|team lead)s?\b")
_TELLING = re.compile(r"\b(?:told|tells?|telling|reassured|warned|informed|guided|promised) (?:\w+ )?$")
# "the shares, at 31 times earnings, closed 2.2% higher": no earnings grew
_TIMES = re.compile(r"\btimes (?:(?:its|the|this|next|last|expected|forward|annual|trailing|20\d\d) ?(?:year's )?)*$")
_SPEAKS = re.compile(r" (?:say|said|tell|told|think|report|complain|reckon|describe)\b")
_SUCH_FIRMS = re.compile(
    r"\b(?:companies|firms|makers|manufacturers|start-ups|suppliers|groups|businesses) with (?:annual )?$"
)
_OF_SHARES = re.compile(r" (?:(?:his|her|their|some|more) )?(?:shares|stock|options)\b")
_SOMEBODY = re.compile(
    r"\b(?:[Ff]ounder|[Cc]hief executive|CEO|[Cc]hairman|[Cc]hairwoman|[Dd]irector|[Pp]resident|[Ii]nsiders?)\b"
)


_ORDER_WORDS = re.compile(
    r"\b(?:orders?|contracts?|deals?|tenders?|agreements?|awards?|accord|pact|commission|framework|lots?|bookings|backlog"
    r"|installations?|projects?|programmes?|programs?|packages?|purchases?|business|robots?|systems?|machines?)\b"
)
_BOUGHT_AND_SOLD = re.compile(
    r"\b(?:stakes?|shares?|stock|acqui\w*|takeover|buy\w*|bought|business|company|firm|group|maker|unit|arm|control|rival"
    r"|deal|merger|purchase\w*|start-?up|subsidiary|division|owner|holding|interest|venture"
    r"|half|all of|for (?:it|them))\b|%"
)
_SECURITIES = re.compile(
    r"\b(?:shares?|stock|equity|stakes?|placement|placing|convertible|preferred|investors?|notes?)\b|%"
)
# What is paid is the price of a firm, and what is sold new shares, only where such a thing is spoken of.
_NEEDING = dict.fromkeys(
    (("deal_value", said) for said in ("pay", "paid", "pays", "paying", "is paying")), _BOUGHT_AND_SOLD
)
_MACHINES = re.compile(
    r"\b(?:robots?|humanoids?|machines?|systems?|arms?|cobots?|units?|models?|dogs?|drones?|vehicles?|each|apiece|per|one|it)\b"
)
_NEEDING |= dict.fromkeys((("price", said) for said in ("paid", "pays")), _MACHINES)
_HIRED = re.compile(
    r"\b(?:leas\w+|rent\w*|subscri\w+|pa(?:y|ys|id|ying)|pric\w+|cost\w*|charg\w+|fees?|hir\w+|robots?|humanoids?|machines?|arms?"
    r"|cobots?|dogs?|models?|lets?|monthly)\b"
)
_NEEDING |= {("price", "a month"): _HIRED}
_NEEDING |= {("funding", "sold"): _SECURITIES}
# "the stake in Obscura is worth", "land valued at": no firm's worth
_THING_VALUED = re.compile(
    r"\b(?:stakes?|shareholding|land|property|plot|building|portfolio|assets|patents|inventory|warehouse|holdings?|tower|estate)\b"
    r"[^.;,]{0,40}\b(?:is|was|are|were|been|being|be) (?:\w+ )?(?:worth|valued(?: at)?)$"
)
_IS_WORTH = re.compile(r"[^.;,]{0,40}\b(?:is|was|are|were) (?:\w+ )?worth\b")
_DEALT = frozenset({"deal_value", "order_value", "funding"})
# "the break-up fee in the Kuka deal": the fee is told, not the deal
_BESIDES = re.compile(
    r"\b(?:fees?|savings?|synerg\w+|taxes|penalt(?:y|ies)|interest) (?:in|for|on|of|from) "
    r"(?:the |its |this )?(?:[\w-]+ ){0,3}$"
)
# "palletisers worth 9 billion won": no firm is written in small letters and the plural
_GOODS_WORTH = re.compile(r"(?:^| )(?!is |was |its |as |this |thus |has |always |perhaps |business )[a-z-]{3,}s $")
_LOSING = frozenset({"lost", "lose", "loses", "losing"})
_LOSES_ELSE = re.compile(
    r" (?:(?:its|their|the|some|an?|more|much|further|ever more) )*(?:\w+ )?(?:market share|share|ground"
    r"|contracts?|orders?|customers?|patience|interest|lead|place|title|case|suit|appeal|bid)\b"
)
_OF_EACH = re.compile(r"\b(?:[Aa]verage|[Ee]ach|[Ee]very|[Tt]ypical|[Ss]ingle) (?:[a-z-]+ ){1,3}$")
_WON_A = re.compile(r"\b(?:w[oi]n|wins|winning) (?:an?|the|its|another) $")
_OF_WORTH = frozenset({"worth", "valued at", "values at"})
_MARKETED = frozenset({"market", "market_word"})


def is_idle(cue: Cue, said: str, lead: str, passage: Passage) -> bool:
    """Say whether a word only helps to tell something else: "employees say", "By value the market", "founder sold"."""
    if (
        _OFFICE.match(passage.text, cue.end)
        or ("times" in lead and _TIMES.search(lead))
        or (said == "investors" and _TELLING.search(lead))
    ):
        return True
    if cue.metric == "headcount" and _SPEAKS.match(passage.text, cue.end):
        return True
    if cue.metric in ("revenue", "shipments") and _SUCH_FIRMS.search(lead):
        return True
    if (cue.metric, said) in _NEEDING and not _NEEDING[cue.metric, said].search(
        passage.small, passage.sentence.start, passage.sentence.end
    ):
        return True
    if _is_worth_of_another(cue, said, lead, passage) or _is_about_another(cue, said, lead, passage):
        return True
    sold = cue.metric in ("funding", "deal_value") and said == "sold" and _OF_SHARES.match(passage.text, cue.end)
    return bool(sold) and _SOMEBODY.search(lead) is not None


def _is_worth_of_another(cue: Cue, said: str, lead: str, passage: Passage) -> bool:
    """Say whether a word of worth is said of no firm: "palletisers worth", "by value", "the land is valued at"."""
    if said in _OF_WORTH and _is_worth_of_nothing(cue, passage):
        return True
    if cue.metric == "deal_value" and "stake" in said and _IS_WORTH.match(passage.small, cue.end):
        return True
    if cue.metric != "valuation":
        return False
    if said.startswith("value") and lead.lower().endswith("by "):
        return True
    return bool(_THING_VALUED.search(lead + said) or (said == "worth" and _GOODS_WORTH.search(lead)))


def _is_about_another(cue: Cue, said: str, lead: str, passage: Passage) -> bool:
    """Say whether what is lost, won or told beside is another thing: market share, a tender, the fee of a deal."""
    if said in _LOSING:
        return _LOSES_ELSE.match(passage.small, cue.end) is not None
    if said == "bid" and _WON_A.search(lead):
        return True
    if cue.metric == "revenue" and not cue.strong and _OF_EACH.search(lead):
        return True
    return cue.metric in _DEALT and _BESIDES.search(lead) is not None


def _is_worth_of_nothing(cue: Cue, passage: Passage) -> bool:
    """Say whether "worth" is neither a market's nor an order's: "a belt of gold, worth 10 million yuan"."""
    if cue.metric == "market_size":
        return not any(entity.kind in _MARKETED for entity in passage.entities)
    sentence = passage.sentence
    return cue.metric == "order_value" and not _ORDER_WORDS.search(passage.small, sentence.start, sentence.end)
