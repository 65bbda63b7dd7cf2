"""Every route has a check; who may not is refused, whatever the page's menu shows."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from conftest import Caller
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from sqm_training.api.app import PREFIX, create
from sqm_training.api.asking import verb_of
from sqm_training.api.doors import from_hub, hub_says
from sqm_training.domain.access import Role
from sqm_training.services.installation import Installation

OPEN = {"/health"}
PEOPLE: dict[Role, str] = {
    "learner": "00086",
    "trainer": "TR01",
    "manager": "SM01",
    "hr": "HR01",
    "auditor": "AU01",
    "administrator": "AD01",
}


def calls(dependant: Dependant) -> Iterator[Any]:
    for inner in dependant.dependencies:
        yield inner.call
        yield from calls(inner)


def routes(client: TestClient) -> list[APIRoute]:
    found: list[APIRoute] = []

    def walk(many: Any) -> None:
        for route in many:
            if isinstance(route, APIRoute):
                found.append(route)
            walk(getattr(route, "routes", ()) or getattr(getattr(route, "original_router", None), "routes", ()))

    walk(client.app.routes)  # type: ignore[attr-defined]
    return found


def verb(route: APIRoute) -> str | None:
    return next((name for name in map(verb_of, calls(route.dependant)) if name), None)


def test_every_route_checks_who_asks(client: TestClient) -> None:
    seen = routes(client)
    assert len(seen) > 40
    unchecked = [
        route.path
        for route in seen
        if verb(route) is None
        and not {from_hub, hub_says} & set(calls(route.dependant))
        and route.path.removeprefix(PREFIX) not in OPEN
    ]
    assert unchecked == []


def test_every_verb_a_route_asks_for_is_in_the_matrix(house: Installation, client: TestClient) -> None:
    access = house.shelf.access
    given = {name for verbs in access.roles.values() for name in verbs}
    on_pages = {name for verbs in access.pages.values() for name in verbs}
    asked = {name for name in map(verb, routes(client)) if name}
    assert asked <= given
    assert asked <= on_pages


@pytest.mark.parametrize("role", PEOPLE)
def test_a_role_is_refused_every_verb_the_matrix_does_not_give_it(
    house: Installation, client: TestClient, call: Callable[..., Caller], role: Role
) -> None:
    access = house.shelf.access
    held: set[Role] = {"learner", role} | ({"assessor"} if role == "trainer" else set())
    allowed = {name for one in held for name in access.roles[one]}
    pages = {page: call(PEOPLE[role], page) for page in access.pages if access.opener(page) in allowed}
    for route in routes(client):
        name = verb(route)
        if name is None:
            continue
        path = route.path.removeprefix(PREFIX)
        for one in ("person", "attempt", "slot", "paper", "course", "lesson", "item", "practical", "number"):
            path = path.replace(f"{{{one}}}", "x")
        for one in ("assignment", "sitting", "proposal", "version"):
            path = path.replace(f"{{{one}}}", "1")
        for page, caller in pages.items():
            if name in allowed and name in access.pages[page]:
                continue
            for method in route.methods:
                assert caller.status(method, path) == (403, "access.denied"), f"{role} on {page}: {method} {path}"


def test_without_a_grant_nothing_is_told(client: TestClient) -> None:
    for path in ("/me", "/people", "/attempts/x", "/reviews", "/marking"):
        assert client.get(PREFIX + path).status_code == 401
    assert client.get(f"{PREFIX}/health").json() == {"status": "ok"}


def test_the_hubs_questions_need_the_hubs_secret(client: TestClient) -> None:
    for path in ("resolve", "redeem", "person"):
        body = {"employee_no": "00086", "code": "x", "person": "x"}
        assert client.post(f"{PREFIX}/hub/{path}", json=body).status_code == 403


def test_a_course_page_reads_only_ones_own_progress(call: Callable[..., Caller]) -> None:
    hostile_lesson = call("HR01", "course", course="5s", lesson="01-sort")
    for path in ("/me", "/people", "/reviews", "/papers", "/marking", "/me/path"):
        assert hostile_lesson.status("GET", path) == (403, "access.denied")


def test_a_manager_sees_their_own_store_alone(call: Callable[..., Caller], who: Callable[[str], str]) -> None:
    manager = call("SM01", "people")
    seen: Any = manager("GET", "/people")
    assert {row["store"]["id"] for row in seen["rows"]} == {"SH001"}
    assert manager.status("GET", f"/people/{who('00088')}") == (403, "access.denied")
    assert manager.status("POST", f"/people/{who('00088')}/code") == (403, "access.denied")


def test_a_grant_ends_when_its_holder_leaves(
    house: Installation, call: Callable[..., Caller], client: TestClient
) -> None:
    from conftest import ROSTER

    from sqm_training.services import enrol

    caller = call("00087", "home")
    caller("GET", "/me")
    left = "\n".join(line.replace("在职", "离职") if "李娜" in line else line for line in ROSTER.splitlines())
    enrol.apply(house, "roster.csv", left.encode(), "administrator")
    assert caller.status("GET", "/me") == (403, "login.left")


def test_openapi_is_served(client: TestClient) -> None:
    assert "/services/records/api/people" in client.get(f"{PREFIX}/openapi.json").json()["paths"]


def test_the_app_serves_no_page_of_its_own(house: Installation) -> None:
    client = TestClient(create(house))
    assert client.get("/docs").status_code == 404
