"""Whether every competency of the map is taught, practised and assessed; and flaws of the items that do it."""

from collections.abc import Collection

from sqm_training.content import glossary
from sqm_training.content.layout import SHIPPED
from sqm_training.domain import curriculum, flaws
from sqm_training.domain.curriculum import Coverage
from sqm_training.domain.flaws import Flaw
from sqm_training.domain.item import Item
from sqm_training.services import bank
from sqm_training.services.installation import Installation, Shelf
from sqm_training.settings import Settings

Content = tuple[Shelf, Collection[Item]]


def of(house: Installation) -> Content:
    """An installation's own files as they stand now, with the items written on the page of the bank."""
    shelf = house.desk()
    return shelf, bank.standing(house, shelf).values()


def shipped() -> Content:
    """What comes with the product."""
    shelf = Shelf(Settings(SHIPPED))
    return shelf, shelf.items.values()


def table(content: Content, course: str = "") -> list[Coverage]:
    """A row for each competency; of one course, those it says it teaches."""
    shelf, items = content
    drafts = [shelf.draft(path.parent.name) for path in sorted(shelf.settings.courses.glob("*/course.yaml"))]
    rows = curriculum.coverage(shelf.competencies.values(), drafts, items, shelf.posts)
    asked = [key for one in drafts if one.id == course for key in one.competencies] if course else shelf.competencies
    return [row for row in rows if row.competency.id in asked]


def item_flaws(content: Content, course: str = "") -> list[Flaw]:
    """Flaws of all items, or of those that lead to lessons of one course."""
    shelf, items = content
    asked = [item for item in items if not course or (item.lesson or "").startswith(f"{course}/")]
    glossed = shelf.settings.courses / "terms.csv"
    banned = glossary.banned(glossed) if glossed.exists() else ()
    return [flaw for item in asked for flaw in flaws.of_item(item, banned)] + flaws.of_bank(asked)
