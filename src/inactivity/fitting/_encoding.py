"""`Encoding`: the terms of a set of rows as covariance patterns, before any variance is known."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np

from ._arrays import Array, Indices
from ._factors import Anatomy, Levels, Term, terms
from ._rows import Row


class Encoding:
    """The patterns of all terms. Free of results, so that training and test rows are cut from one.

    A term whose levels are of one campaign needs its pattern only between the rows of that campaign: `first` and
    `second` list these pairs.

    Parameters
    ----------
    rows : sequence of Row
        All rows.
    anatomy : Anatomy
        For the mixtures.
    without : collection of str
        Terms to leave out.
    """

    def __init__(self, rows: Sequence[Row], anatomy: Anatomy, without: Sequence[str] = ()) -> None:
        self.rows = tuple(rows)
        self.anatomy = anatomy
        self.terms: tuple[Term, ...] = tuple(term for term in terms(anatomy) if term.name not in without)
        blocks = _blocks(self.rows)
        self.first = np.concatenate([np.repeat(block, len(block)) for block in blocks])
        self.second = np.concatenate([np.tile(block, len(block)) for block in blocks])
        self.levels: list[dict[Hashable, int]] = []
        self.features: list[Array | None] = []
        self.patterns: list[Array | None] = []
        self.diagonals: list[Array] = []
        for term in self.terms:
            self._encode(term, blocks)

    def _encode(self, term: Term, blocks: Sequence[Indices]) -> None:
        if term.factor is None:
            parts: tuple[dict[Hashable, int], Array | None, Array | None] = {}, None, None
            diagonal = np.ones(len(self.rows))
        elif term.local:
            of_rows = [term.factor(row) for row in self.rows]
            squares = [_inner([of_rows[int(number)] for number in block]) for block in blocks]
            parts = {}, None, np.concatenate([square.ravel() for square in squares])
            diagonal = np.empty(len(self.rows))
            for block, square in zip(blocks, squares, strict=True):
                diagonal[block] = np.diag(square)
        else:
            of_rows = [term.factor(row) for row in self.rows]
            levels = _numbered(of_rows)
            features = _table(of_rows, levels)
            pattern = features @ features.T
            parts, diagonal = (levels, features, pattern), np.diag(pattern).copy()
        self.levels.append(parts[0])
        self.features.append(parts[1])
        self.patterns.append(parts[2])
        self.diagonals.append(diagonal)

    def question(self, number: int, rows: Sequence[Row]) -> tuple[Array, Array]:
        """Return questions in the levels of a global term, and the squared weights of levels it never saw.

        Parameters
        ----------
        number : int
            Of the term.
        rows : sequence of Row
            What is asked.
        """
        factor, levels = self.terms[number].factor, self.levels[number]
        known = np.zeros((len(rows), max(len(levels), 1)))
        unseen = np.zeros(len(rows))
        for place, row in enumerate(rows):
            for level, weight in factor(row).items() if factor else ():
                if level in levels:
                    known[place, levels[level]] += weight
                else:
                    unseen[place] += weight * weight
        return known, unseen


def _blocks(rows: Sequence[Row]) -> list[Indices]:
    campaigns: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        campaigns.setdefault(row.campaign, []).append(number)
    return [np.array(block, dtype=np.intp) for block in campaigns.values()]


def _numbered(of_rows: Sequence[Levels]) -> dict[Hashable, int]:
    found: dict[Hashable, int] = {}
    for levels in of_rows:
        for level in levels:
            found.setdefault(level, len(found))
    return found


def _table(of_rows: Sequence[Levels], levels: dict[Hashable, int]) -> Array:
    found = np.zeros((len(of_rows), max(len(levels), 1)))
    for number, own in enumerate(of_rows):
        for level, weight in own.items():
            found[number, levels[level]] += weight
    return found


def _inner(of_rows: Sequence[Levels]) -> Array:
    features = _table(of_rows, _numbered(of_rows))
    return features @ features.T
