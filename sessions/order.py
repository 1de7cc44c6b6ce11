"""The order of items in a record: by what they are about, then by chance, never by when or by whom.

The place is random (given at the reveal) and so are the ids, so a list says nothing of arrival (promise A4).
"""

from __future__ import annotations

from typing import Protocol, TypeAlias

from sessions.contents import Challenge, Contents, Episode, Factor

Key: TypeAlias = tuple[int, int, int, str]


class Placed(Protocol):
    """Something that stands at a random place."""

    @property
    def id(self) -> str: ...

    @property
    def place(self) -> int: ...


class Targeted(Placed, Protocol):
    """Something said about an event, an episode or nothing in particular."""

    @property
    def on_kind(self) -> str: ...

    @property
    def on_id(self) -> str | None: ...


class Order:
    """Sort keys for the items of one board."""

    def __init__(self, board: Contents) -> None:
        self.events = {event.id: position for position, event in enumerate(board.events)}
        episodes = sorted(board.episodes, key=self.of_episode)
        self.episodes = {episode.id: position for position, episode in enumerate(episodes)}

    def of_episode(self, episode: Episode) -> tuple[int, str, str]:
        """By number."""
        return episode.number, episode.start, episode.id

    def of_event(self, event: str) -> tuple[int, str]:
        """By where it stands on the timeline."""
        return self.events.get(event, len(self.events)), event

    def of_words(self, words: Targeted) -> Key:
        """Episodes first, then single events, then what is about neither."""
        if words.on_kind == "episode":
            return 0, self.episodes.get(words.on_id or "", len(self.episodes)), words.place, words.id
        if words.on_kind == "event":
            return 1, self.events.get(words.on_id or "", len(self.events)), words.place, words.id
        return 2, 0, words.place, words.id

    def of_challenge(self, challenge: Challenge) -> Key:
        """By the event that is disputed."""
        position = self.events.get(challenge.event or "", len(self.events))
        return 0, position, challenge.place, challenge.id

    def of_factor(self, factor: Factor) -> tuple[int, str, str, int, str]:
        """By episode, then by framework and category."""
        position = self.episodes.get(factor.episode or "", len(self.episodes))
        return position, factor.framework, factor.category, factor.place, factor.id


def by_place(item: Placed) -> tuple[int, str]:
    """By chance alone."""
    return item.place, item.id
