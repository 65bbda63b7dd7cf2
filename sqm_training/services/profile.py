"""Who a person is to the product: name, posts, roles, language, menu."""

from typing import Any

from sqm_training.errors import Refused
from sqm_training.records import people
from sqm_training.records.tables import preference
from sqm_training.services import admit
from sqm_training.services.installation import Installation


def me(house: Installation, person: str) -> dict[str, Any]:
    """A person as their own pages show them."""
    line, rights = people.one(house.store, person), admit.rights_of(house, person)
    if line is None:
        raise Refused("login.unknown", 404)
    posts = [{"id": post, "title": house.shelf.post_title(post)} for post in line["posts"]]
    return {
        "id": person,
        "person": person,
        "name": line["name"],
        "employee_no": line["employee_no"],
        "posts": posts,
        "store": {"id": line["store"], "name": line["store_name"]},
        "roles": sorted({role for role, _ in rights}),
        "language": people.language(house.store, person),
        "pages": admit.menu(house, person, rights),
    }


def set_language(house: Installation, person: str, language: str) -> None:
    """Keep the language a person chose."""
    if people.language(house.store, person) == language:
        return
    with house.store.write(person, house.now()) as ledger:
        ledger.add(preference, person=person, key="language", value=language)
