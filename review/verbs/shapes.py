"""The store's filters and listings by which verbs and surfaces speak of what is kept."""

from models.store.changes import ChangeFilter
from models.store.figures import FigureFilter, ListedFigure
from models.store.finding import ArticleFilter, ListedArticle
from models.store.letters import ArchivedLetter, LetterFilter, LetterState
from models.store.people import DeedFilter
from models.store.sources_listed import SourceFilter
from models.store.subjects import Watched
from models.store.subscribers import Reader

__all__ = [
    "ArchivedLetter",
    "ArticleFilter",
    "ChangeFilter",
    "DeedFilter",
    "FigureFilter",
    "LetterFilter",
    "LetterState",
    "ListedArticle",
    "ListedFigure",
    "Reader",
    "SourceFilter",
    "Watched",
]
