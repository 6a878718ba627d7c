"""The words that documents go by: what pinyin, slips of typing and half a word can mean."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from portal_sync.domain.pinyin import initials, is_latin, read_pinyin, spelled
from portal_sync.domain.terms import fold, is_chinese, runs
from shared.searching import synonyms

_LONGEST: Final = 12
_MEANINGS: Final = 3
_SHORTEST_SLIP: Final = 4
_LAST: Final = "\uffff"


class Vocabulary:
    """Words with how many documents go by them. The field's own words are known from the beginning."""

    def __init__(self) -> None:
        """Begin with the words of the field."""
        self._count: Counter[str] = Counter()
        self._by_sound: dict[str, set[str]] = defaultdict(set)
        self._by_gap: dict[str, set[str]] = defaultdict(set)
        # In order: a new word is put in its place, so that nobody who types waits for a sort of all.
        self._keys: list[tuple[str, str]] = []
        for word in synonyms():
            self._learn(word)

    def add(self, words: Iterable[str]) -> None:
        """Take in the words that one document goes by."""
        for word in self._worth(words):
            if word not in self._count:
                self._learn(word)
            self._count[word] += 1

    def remove(self, words: Iterable[str]) -> None:
        """Take them back; a word stays known though no document goes by it."""
        for word in self._worth(words):
            self._count[word] -= 1

    def spelled_so(self, letters: str) -> list[str]:
        """Return the words with this sound or these initials, the most used first."""
        return self._most_used(self._by_sound.get(letters, ()))[:_MEANINGS]

    def read(self, letters: str) -> list[list[str]]:
        """Read letters as pinyin: for each piece the words that it can be; empty where they are none."""
        return read_pinyin(letters, self.spelled_so)

    def correct(self, run: str, occurs: Callable[[str], bool]) -> str:
        """Return a run of characters with slips put right; the same where none is seen.

        Looked at are stretches of it that occur nowhere: a known word that sounds the same takes their place,
        or one that differs in one character.
        """
        for length in range(min(len(run), _LONGEST), 1, -1):
            for start in range(len(run) - length + 1):
                piece = run[start : start + length]
                if piece in self._count or occurs(piece):
                    continue
                meant = self._meant(piece)
                if meant:
                    before = self.correct(run[:start], occurs) if start else ""
                    rest = run[start + length :]
                    return before + meant + (self.correct(rest, occurs) if rest else "")
        return run

    def beginning_with(self, typed: str, limit: int) -> list[str]:
        """Return words that begin so, in characters, pinyin or initials; the most used first."""
        wanted = fold(typed).replace(" ", "")
        keys = self._keys
        at = bisect_left(keys, (wanted, ""))
        end = bisect_left(keys, (wanted + _LAST, ""))
        # Of very many, those in front are as good as any; looking at all would take too long.
        found = dict.fromkeys(word for _, word in keys[at : min(end, at + 2000)])
        return [word for word in self._most_used(found) if self._count[word] > 0][:limit]

    def _meant(self, piece: str) -> str:
        same_sound = [word for word in self._by_sound.get(spelled(piece), ()) if is_chinese(word)]
        gaps = self._gaps(piece)
        close = [word for gap in gaps for word in self._by_gap.get(gap, ())]
        for words in (same_sound, close):
            likely = [word for word in self._most_used(words) if len(word) == len(piece) and word != piece]
            if likely:
                return likely[0]
        return ""

    def _learn(self, word: str) -> None:
        self._by_sound[spelled(word)].add(word)
        self._by_sound[initials(word)].add(word)
        for gap in self._gaps(word):
            self._by_gap[gap].add(word)
        for key in (word, spelled(word), initials(word)):
            at = bisect_left(self._keys, (key, word))
            if self._keys[at : at + 1] != [(key, word)]:
                self._keys.insert(at, (key, word))

    def _most_used(self, words: Iterable[str]) -> list[str]:
        return sorted(set(words), key=lambda word: (-self._count[word], len(word), word))

    @staticmethod
    def _gaps(word: str) -> Sequence[str]:
        """Return the word with each character left open in turn."""
        if len(word) < _SHORTEST_SLIP:
            return ()
        return [f"{word[:n]}_{word[n + 1 :]}" for n in range(len(word))]

    @staticmethod
    def _worth(words: Iterable[str]) -> Iterator[str]:
        return filter(None, map(_worthy, words))


@lru_cache(maxsize=50_000)
def _worthy(word: str) -> str:
    """Return a word as it is kept, empty where it is none that people would look for."""
    folded = fold(word)
    is_word = 1 < len(folded) <= _LONGEST and runs(folded) == [folded] and not is_latin(folded)
    return folded if is_word else ""
