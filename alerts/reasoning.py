"""Why a figure became what it is, in the reader's words."""

from __future__ import annotations

from alerts import wording
from alerts.words import Words
from models.values import Cited, Reason


def reason_in_words(words: Words, reason: Reason) -> str:
    """Return a reason as a sentence without its full stop; what a person noted as they wrote it."""
    new, known = reason.new, reason.known
    if reason.code == "note" or new is None:
        return reason.note
    phrases = words.table["reasons"]
    if known is None:
        return str(phrases[reason.code]).format(when=_when(words, new), unit=new.unit)
    undated = known.period is None or new.period is None
    phrase = (undated and phrases.get(f"{reason.code}_undated")) or phrases[reason.code]
    return str(phrase).format(
        known=wording.figure_in_words(words, known),
        new=wording.figure_in_words(words, new),
        both=wording.against(words, new, known),
        who=_who(words, new, known),
        when=_when(words, new),
        unit=new.unit,
        known_when=_when(words, known),
        source=_source(words, known),
    )


def _when(words: Words, cited: Cited) -> str:
    """Say for which time a figure is, else when it was told."""
    if cited.period:
        return wording.period(words, cited.period)
    return str(words.table["reasons"]["undated"]).format(day=wording.day(words, cited.day))


def _source(words: Words, cited: Cited) -> str:
    outlet = cited.outlet.strip() or words.say("outlet_unknown")
    return str(words.table["reasons"]["source"]).format(outlet=outlet, day=wording.day(words, cited.day))


def _who(words: Words, new: Cited, known: Cited) -> str:
    """Name two forecasters who differ."""
    if not new.forecaster or not known.forecaster or new.forecaster.casefold() == known.forecaster.casefold():
        return ""
    return str(words.table["reasons"]["who"]).format(new=new.forecaster, known=known.forecaster)
