"""The check digit of a vehicle identification number (17 characters, no I, O or Q), as GB 16735-2019 has it.

Each character's value times the weight of its place, added up; the remainder by 11 stands in the ninth place, X for
ten. The same rule holds for ISO 3779 numbers of North America.
"""

WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
VALUES = {str(digit): digit for digit in range(10)} | dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)
)
LENGTH, PLACE = 17, 8  # the check digit's index


def is_one(vin: str) -> bool:
    """Seventeen characters that may stand in a VIN."""
    return len(vin) == LENGTH and all(each in VALUES for each in vin)


def total(vin: str) -> int:
    """The sum of values times weights."""
    return sum(VALUES[each] * weight for each, weight in zip(vin, WEIGHTS, strict=True))


def digit(vin: str) -> str:
    """What must stand in the ninth place."""
    rest = total(vin) % 11
    return "X" if rest == 10 else str(rest)


def holds(vin: str) -> bool:
    return is_one(vin) and vin[PLACE] == digit(vin)
