"""A bill: labour and parts in lines that add up."""

from typing import Annotated, Literal

from pydantic import Field

from sqm_training.labs.exercise import Id, Part, Text

Sum = Literal["labour", "parts", "total"]
CENT = 0.005  # yuan: a sum is right when it is the same to the cent


class Line(Part):
    """Hours at a price an hour, or pieces (litres, sets) at a price each; yuan."""

    id: Id
    text: Text
    kind: Literal["labour", "part"]
    quantity: Annotated[float, Field(gt=0, le=1000)]
    price: Annotated[float, Field(ge=0, le=1_000_000)]

    @property
    def amount(self) -> float:
        return round(self.quantity * self.price, 2)


def sums(lines: tuple[Line, ...]) -> dict[Sum, float]:
    """Labour, parts and both together, in yuan."""
    labour = round(sum(each.amount for each in lines if each.kind == "labour"), 2)
    parts = round(sum(each.amount for each in lines if each.kind == "part"), 2)
    return {"labour": labour, "parts": parts, "total": round(labour + parts, 2)}
