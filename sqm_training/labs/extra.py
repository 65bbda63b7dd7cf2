"""Extra work found on the way: evidence, price, time and the customer's recorded yes before it goes on."""

from typing import Annotated

from pydantic import Field

from sqm_training.labs import bill, form
from sqm_training.labs.exercise import Id, Part, Picture, Text, Verdict


class Move(Part):
    """Something one may do about the extra work. It counts only after all that it `needs`.

    `then` tells what comes of it; `otherwise` what comes of it when something needed is lacking.
    """

    id: Id
    text: Text
    wanted: bool
    needs: tuple[Id, ...] = ()
    then: Text
    otherwise: Text | None = None
    why: Text


class Extra(Part):
    """What the technician found, what it would cost, and the ways to have it authorised before work goes on.

    The sums are those of the whole bill with these lines added.
    """

    found: Text
    picture: Picture | None = None
    lines: Annotated[tuple[bill.Line, ...], Field(min_length=1)]
    moves: Annotated[tuple[Move, ...], Field(min_length=3)]
    sums: tuple[form.Number, ...] = ()

    @property
    def order(self) -> list[str]:
        """The wanted moves, each after all it needs; those that can never be ready are left out."""
        waiting, done = [each for each in self.moves if each.wanted], list[str]()
        while ready := [each for each in waiting if set(each.needs) <= set(done)]:
            done.append(ready[0].id)
            waiting.remove(ready[0])
        return done

    def judge(self, at: str, moves: list[str], filled: form.Filled, sums: form.Sums) -> tuple[float, list[Verdict]]:
        """Moves in the order they were made: (wanted ones after all they need − unwanted ones) / wanted ones.

        The share weighs as many parts as there are wanted moves; each sum weighs one.
        """
        parts = [_verdict(at, each, moves) for each in self.moves if each.wanted or each.id in moves]
        wanted = [part.fraction for part in parts if part.belongs]
        share = max(0.0, (sum(wanted) - (len(parts) - len(wanted))) / len(wanted))
        told = form.verdicts(at, self.sums, filled, sums=sums)
        worth = (share * len(wanted) + sum(part.fraction for part in told)) / (len(wanted) + len(told))
        return worth, parts + told


def _verdict(at: str, move: Move, moves: list[str]) -> Verdict:
    done = move.id in moves
    before = moves[: moves.index(move.id)] if done else []
    ready = all(need in before for need in move.needs)
    return Verdict(
        id=f"{at}:{move.id}",
        fraction=float(move.wanted and done and ready),
        given=("done" if ready else "early") if done else None,
        belongs="done" if move.wanted else None,
        why=move.why,
    )
