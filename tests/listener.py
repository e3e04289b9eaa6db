"""An opinion on numbers that knows nothing and keeps what it is asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from figures.opinion import NONE, Array, Network, Opinion


class Listener(Opinion):
    """Keeps kind and clues of each number, in the order of the text; to it none is a figure."""

    def __init__(self) -> None:
        """Start with nothing asked."""
        none = np.zeros((0, 0), np.float32)
        super().__init__(Network({}, {}, none.astype(np.int8), *[none.ravel()] * 3, *[none] * 4))
        self.asked: list[tuple[str, Iterable[str]]] = []

    def likely(
        self, numbers: Sequence[tuple[str, Iterable[str]]], earlier: Array | None = None
    ) -> tuple[list[dict[str, float]], Array | None]:
        """Keep the numbers."""
        self.asked += numbers
        return [{NONE: 1.0} for _ in numbers], earlier
