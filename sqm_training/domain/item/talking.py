"""A talk with a customer that branches: each reply leads to what the customer says next."""

from typing import Literal, Self

from pydantic import Field, model_validator

from sqm_training.domain.item.base import Base, Id, distinct, fault
from sqm_training.domain.text import Frozen, Text


class Reply(Frozen):
    """Something one may say. `points` are won by saying it; `fatal` loses the whole talk; no `to` ends it."""

    id: Id
    text: Text
    to: str | None = None
    points: float = Field(0, ge=-10, le=10)
    fatal: bool = False
    why: Text


class Turn(Frozen):
    """What the customer says and what one may reply; one without replies is where a talk ends."""

    id: Id
    says: Text
    mood: Literal["calm", "worried", "cross", "pleased"] = "calm"
    replies: tuple[Reply, ...] = ()


class Dialogue(Base):
    """The first turn opens the talk. Scored by the path taken, against the best there is.

    The answer lists the ids of the replies given, in order. A reply, once given, stays given.
    """

    kind: Literal["dialogue"]
    turns: tuple[Turn, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _every_talk_ends(self) -> Self:
        distinct([turn.id for turn in self.turns], "item.turn_twice")
        distinct([reply.id for turn in self.turns for reply in turn.replies], "item.reply_twice")
        known = {turn.id for turn in self.turns}
        for reply in (reply for turn in self.turns for reply in turn.replies):
            if reply.to is not None and reply.to not in known:
                raise fault("item.turn_unknown", reply=reply.id, turn=reply.to)
        if not self.turns[0].replies:
            raise fault("item.talk_empty")
        reached: set[str] = set()
        self._follow(self.turns[0].id, (), reached)
        if lost := sorted(known - reached):
            raise fault("item.turn_lost", turn=", ".join(lost))
        if self.best[0] <= 0:
            raise fault("item.talk_worthless")
        return self

    def _follow(self, turn: str, above: tuple[str, ...], reached: set[str]) -> None:
        if turn in above:
            raise fault("item.talk_endless", turn=turn)
        if turn in reached:
            return
        reached.add(turn)
        for reply in self.turn(turn).replies:
            if reply.to:
                self._follow(reply.to, (*above, turn), reached)

    def turn(self, key: str) -> Turn:
        return next(turn for turn in self.turns if turn.id == key)

    def path(self, answer: list[str]) -> list[tuple[Turn, Reply]] | None:
        """The replies as given, each with the turn it answers; None for a path there is not."""
        found, here = [], self.turns[0]
        for place, key in enumerate(answer):
            reply = next((reply for reply in here.replies if reply.id == key), None)
            if reply is None or (reply.to is None and place < len(answer) - 1):
                return None
            found.append((here, reply))
            if reply.to is not None:
                here = self.turn(reply.to)
        return found

    def seen(self, answer: list[str]) -> tuple[Turn, ...]:
        """Every turn a talk has come to: what a candidate may know of it so far."""
        path = self.path(answer) or []
        if not path:
            return (self.turns[0],)
        last = path[-1][1].to
        return tuple(turn for turn, _ in path) + ((self.turn(last),) if last is not None else ())

    @property
    def best(self) -> tuple[float, list[str]]:
        """The most a talk can be worth, and how."""
        return self._extreme(self.turns[0].id, 1, {})

    @property
    def worst(self) -> list[str]:
        """The replies of the worst talk."""
        return self._extreme(self.turns[0].id, -1, {})[1]

    def _extreme(self, key: str, sign: int, known: dict[str, tuple[float, list[str]]]) -> tuple[float, list[str]]:
        if key not in known:
            ways = []
            for reply in self.turn(key).replies:
                after, then = self._extreme(reply.to, sign, known) if reply.to else (0.0, [])
                loss = -1000.0 if reply.fatal else 0.0
                ways.append((reply.points + loss + after, [reply.id, *then]))
            known[key] = max(ways, key=lambda way: sign * way[0], default=(0.0, []))
        return known[key]
