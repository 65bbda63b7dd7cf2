"""A talk that branches and takes time: what a customer says, what one may reply and what one learns by it."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from sqm_training.labs.exercise import Id, Part, Text, unlike

Points = Annotated[int, Field(ge=-3, le=3)]


class Reply(Part):
    """Something one may say. It takes `minutes`, leads `to` the next turn (none ends the talk) and `learns` facts.

    `empathy` and `promise` are points: the customer feels heard; what is said about the next step can be kept.
    """

    id: Id
    text: Text
    to: Id | None = None
    minutes: Annotated[int, Field(ge=1, le=120)]
    learns: tuple[Id, ...] = ()
    empathy: Points = 0
    promise: Points = 0
    why: Text


class Turn(Part):
    """What the customer says, and the face they make; without replies it is where a talk ends."""

    id: Id
    says: Text
    mood: Literal["calm", "worried", "cross", "pleased"] = "calm"
    replies: tuple[Reply, ...] = ()


Talk = tuple[Turn, ...]


def check(talk: Talk) -> None:
    """Raises ValueError unless names differ, every reply leads somewhere and every talk ends."""
    known = unlike([turn.id for turn in talk], "turns")
    unlike([reply.id for turn in talk for reply in turn.replies], "replies")
    if not talk[0].replies or any(len(turn.replies) == 1 for turn in talk):
        raise ValueError("a turn without a choice")
    seen = _follow(talk[0].id, {turn.id: turn for turn in talk}, ())
    if lost := sorted(known - seen):
        raise ValueError(f"nothing leads to {', '.join(lost)}")


def _follow(name: str, turns: dict[str, Turn], above: tuple[str, ...]) -> set[str]:
    if name not in turns:
        raise ValueError(f"no turn {name}")
    if name in above:
        raise ValueError(f"the talk comes back to {name}")
    ends = {reply.to for reply in turns[name].replies if reply.to}
    return {name}.union(*(_follow(to, turns, (*above, name)) for to in ends))


def said(talk: Talk, replies: list[str]) -> tuple[Reply, ...]:
    """The replies of an answer as they follow one another. Raises ValueError for a talk there is not."""
    turns, here, path = {turn.id: turn for turn in talk}, talk[0], list[Reply]()
    for name in replies:
        reply = next((each for each in here.replies if each.id == name), None)
        if reply is None or (path and path[-1].to is None):
            raise ValueError(f"{name}: not among the replies")
        path.append(reply)
        here = turns[reply.to] if reply.to else here
    return tuple(path)


def ended(talk: Talk, path: tuple[Reply, ...]) -> bool:
    """Is there nothing left to say?"""
    return bool(path) and not any(turn.replies for turn in talk if turn.id == path[-1].to)


def paths(talk: Talk) -> Iterator[tuple[Reply, ...]]:
    """Every talk there can be."""
    turns = {turn.id: turn for turn in talk}

    def on(turn: Turn) -> Iterator[tuple[Reply, ...]]:
        for reply in turn.replies:
            if reply.to is None or not turns[reply.to].replies:
                yield (reply,)
            else:
                yield from ((reply, *rest) for rest in on(turns[reply.to]))

    return on(talk[0])


def learnt(path: tuple[Reply, ...]) -> set[str]:
    return {fact for reply in path for fact in reply.learns}


def lasts(path: tuple[Reply, ...]) -> int:
    """In minutes."""
    return sum(reply.minutes for reply in path)
