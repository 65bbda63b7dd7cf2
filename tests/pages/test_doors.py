"""Every door that Voila leaves open, tried on a running service."""

import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
import websocket
from pages.running import Service
from pages.talk import Talk, frame, message

CANARY = re.compile(rb"canary|secret-of-the-service|of-the-server|hub-token|nbformat|BEGIN |root:", re.IGNORECASE)
LEGACY = ""  # no subprotocol asked for


def kernel_of(page: httpx.Response) -> str:
    found = re.search(r"api/kernels/([0-9a-f-]{36})", page.text)
    assert found, page.text
    return found[1]


@pytest.fixture(scope="module")
def learner(service: Service) -> httpx.Client:
    return service.visitor("p-li")


@pytest.fixture(scope="module")
def stranger(service: Service) -> httpx.Client:
    return service.visitor("p-wang")


@pytest.fixture
def kernel(learner: httpx.Client) -> str:
    return kernel_of(learner.get("home"))


# ---------------------------------------------------------------- a visitor runs nothing

CODE = "open('{mark}', 'w').write('here')"
FORBIDDEN = {
    "execute_request": {"code": CODE, "silent": False, "store_history": True, "user_expressions": {"x": CODE}},
    "complete_request": {"code": "os.en", "cursor_pos": 5},
    "inspect_request": {"code": "os", "cursor_pos": 2, "detail_level": 1},
    "is_complete_request": {"code": "1"},
    "history_request": {"output": True, "raw": True, "hist_access_type": "tail", "n": 100},
    "debug_request": {"type": "request", "seq": 1, "command": "evaluate", "arguments": {"expression": CODE}},
    "input_reply": {"value": CODE},
    "shutdown_request": {"restart": True},
    "interrupt_request": {},
    "usage_request": {},
    "create_subshell_request": {},
    "connect_request": {},
    "comm_open": {"comm_id": "mine", "target_name": "jupyter.widget", "data": {"state": {}}},
}


@pytest.mark.parametrize("channel", ["shell", "control", "stdin", "iopub", "hb"])
@pytest.mark.parametrize("kind", FORBIDDEN)
def test_a_visitor_may_not(learner: httpx.Client, own: str, tmp_path: Path, kind: str, channel: str) -> None:
    mark = tmp_path / "mark"
    content = json.loads(json.dumps(FORBIDDEN[kind]).replace("{mark}", str(mark)))
    talk = Talk(learner, own)
    asked = talk.say(message(kind, content, channel))
    assert [one for one in talk.answer_to(asked) if one["header"]["msg_type"] != "status"] == []
    assert not mark.exists()
    talk = Talk(learner, own)  # the kernel is unharmed and still answers what it may
    heard = talk.answer_to(talk.say(message("kernel_info_request", {})))
    assert heard[-1]["header"]["msg_type"] == "kernel_info_reply"
    talk.close()


@pytest.fixture(scope="module")
def own(learner: httpx.Client) -> str:
    """One kernel for all those tries."""
    return kernel_of(learner.get("home"))


@pytest.mark.parametrize("protocol", [LEGACY, "v2.kernel.websocket.jupyter.org"], ids=["json", "unknown"])
def test_the_older_protocols_are_not_spoken(learner: httpx.Client, own: str, protocol: str) -> None:
    with pytest.raises(websocket.WebSocketBadStatusException) as refusal:
        Talk(learner, own, protocol)
    assert refusal.value.status_code == 400


@pytest.mark.parametrize("text", [True, False], ids=["text", "binary"])
def test_json_in_place_of_a_frame_runs_nothing(learner: httpx.Client, own: str, tmp_path: Path, text: bool) -> None:
    mark = tmp_path / "mark"
    said = json.dumps(message("execute_request", {"code": CODE.format(mark=mark), "silent": False}))
    talk = Talk(learner, own)
    talk.socket.send(said) if text else talk.socket.send_binary(said.encode())
    assert talk.silence()
    assert not mark.exists()


def test_a_message_of_two_minds_runs_nothing(learner: httpx.Client, own: str, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    said = message("execute_request", {"code": CODE.format(mark=mark), "silent": False})
    twice = json.dumps(said["header"])[:-1] + ', "msg_type": "comm_info_request", "msg_type": "execute_request"}'
    whole = frame(said).replace(json.dumps(said["header"]).encode(), twice.encode())
    talk = Talk(learner, own)
    talk.socket.send_binary(whole)
    assert talk.silence()
    assert not mark.exists()


NOISE = {
    "empty": b"",
    "nul": b"\0",
    "endless count": b"\xff" * 64,
    "endless offsets": (6).to_bytes(8, "little") + b"\xff" * 48,
    "backward": b"".join(n.to_bytes(8, "little") for n in (6, 56, 50, 40, 30, 20, 10)),
    "object": b"{}",
    "null": b"null",
}


@pytest.mark.parametrize("noise", NOISE)
def test_noise_hangs_up_and_harms_nothing(learner: httpx.Client, own: str, noise: str) -> None:
    for send in ("send_binary", "send"):
        talk = Talk(learner, own)
        getattr(talk.socket, send)(NOISE[noise] if send == "send_binary" else NOISE[noise].decode("latin-1"))
        assert talk.silence()
    assert learner.get(f"api/kernels/{own}").status_code == 200


def test_widgets_may_be_asked_for(learner: httpx.Client, kernel: str) -> None:
    talk = Talk(learner, kernel)
    opening = message("comm_open", {"comm_id": "c", "target_name": "jupyter.widget.control", "data": {}})
    talk.say(opening | {"metadata": {"version": "1.0.0"}})
    asked = talk.say(message("comm_msg", {"comm_id": "c", "data": {"method": "request_states"}}))
    states = talk.answer_to(asked)[-1]["content"]["data"]["states"]
    assert any(state["model_module"] == "anywidget" for state in states.values())


# ---------------------------------------------------------------- everybody has their own kernel


def test_nobody_attaches_to_anothers_kernel(stranger: httpx.Client, kernel: str) -> None:
    with pytest.raises(websocket.WebSocketBadStatusException) as refusal:
        Talk(stranger, kernel)
    assert refusal.value.status_code == 403


def test_without_a_login_there_is_no_line(service: Service, kernel: str) -> None:
    with pytest.raises(websocket.WebSocketBadStatusException) as refusal:
        Talk(httpx.Client(base_url=service.url), kernel)
    assert refusal.value.status_code == 403


def test_another_site_gets_no_line(learner: httpx.Client, kernel: str) -> None:
    with pytest.raises(websocket.WebSocketBadStatusException) as refusal:
        Talk(learner, kernel, origin="http://elsewhere.example")
    assert refusal.value.status_code == 403


def test_nobody_sees_or_shuts_down_anothers_kernel(learner: httpx.Client, stranger: httpx.Client, kernel: str) -> None:
    stranger.get("home")
    xsrf = {"X-XSRFToken": stranger.cookies["_xsrf"]}
    assert stranger.get(f"api/kernels/{kernel}").status_code == 404
    assert stranger.delete(f"api/kernels/{kernel}", headers=xsrf).status_code == 404
    for act in ("", "/restart", "/interrupt"):
        assert stranger.post(f"api/kernels/{kernel}{act}", headers=xsrf).status_code in (404, 405)
    assert stranger.post(f"voila/api/shutdown/{kernel}", headers=xsrf).status_code == 404
    assert learner.get(f"api/kernels/{kernel}").json() == {"id": kernel}


def test_the_owner_lets_a_kernel_go(learner: httpx.Client, kernel: str) -> None:
    assert learner.delete(f"api/kernels/{kernel}").status_code == 403  # not without the page's own token
    xsrf = {"X-XSRFToken": learner.cookies["_xsrf"]}
    assert learner.delete(f"api/kernels/{kernel}", headers=xsrf).status_code == 204
    assert learner.get(f"api/kernels/{kernel}").status_code == 404


def test_the_owner_restarts_and_interrupts_nothing(learner: httpx.Client, kernel: str) -> None:
    xsrf = {"X-XSRFToken": learner.cookies["_xsrf"]}
    for act in ("restart", "interrupt"):
        assert learner.post(f"api/kernels/{kernel}/{act}", headers=xsrf).status_code == 404


# ---------------------------------------------------------------- what a kernel knows


def test_a_kernel_knows_its_page_and_none_of_the_servers_secrets(service: Service, learner: httpx.Client) -> None:
    found = re.search(r"ENV(.*?)VNE", learner.get("environment", params={"course": "5s"}).text)
    assert found
    told = json.loads(found[1].replace("&#34;", '"'))
    ours = {"SQM_GRANT", "SQM_RECORDS_URL", "SQM_PAGE"}
    basics = {"PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "HOME", "IPYTHONDIR", "JUPYTER_CONFIG_DIR"}
    python = {"PYTHONNOUSERSITE", "PYTHONDONTWRITEBYTECODE"}
    made = {"PYDEVD_USE_FRAME_EVAL", "TERM", "CLICOLOR", "CLICOLOR_FORCE", "PAGER", "GIT_PAGER", "FORCE_COLOR"}
    made |= {"MPLBACKEND", "JPY_PARENT_PID", "JPY_SESSION_NAME", "KERNEL_LAUNCH_TIMEOUT"}
    assert set(told) <= ours | basics | python | made
    assert not CANARY.search(json.dumps(told).encode())
    assert service.town.grants[told["SQM_GRANT"]] == {
        "person": "p-li",
        "page": "environment",
        "params": {"course": "5s"},
    }
    assert json.loads(told["SQM_PAGE"])["params"] == {"course": "5s"}


def test_identity_is_not_taken_from_query_or_headers(service: Service, learner: httpx.Client) -> None:
    forged = {"X-Forwarded-User": "p-wang", "Authorization": "token hub-token-p-wang", "X-SQM-Person": "p-wang"}
    page = learner.get("home", params={"person": "p-wang", "user": "p-wang", "SQM_GRANT": "x"})
    assert '"id": "p-li"' in page.text
    plain = httpx.get(service.url + "home", headers=forged, trust_env=False)
    assert plain.status_code == 302


# ---------------------------------------------------------------- nothing is read but pages

NAMES = (
    "home.ipynb",
    "voila_apps/home.ipynb",
    "published/5s/1/01-sort.ipynb",
    "5s/1/01-sort.ipynb",
    "records.sqlite",
    "nbgrader/gradebook.db",
    "secrets/pages-token",
    "server.py",
    "pages/server.py",
    "assessments/banks/5s.yaml",
    "etc/passwd",
    "proc/self/environ",
)
PLACES = ("", "files/", "voila/files/", "assets/", "static/", "pictures/5s/1/", "courses/5s/", "api/contents/")
PLACES += ("voila/static/", "voila/templates/base/static/", "voila/render/", "nbconvert/html/", "view/")
WAYS = ("", "../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "....//", "%252e%252e%252f", "/", "%00")


def addresses() -> Iterator[str]:
    for place, way, name in itertools.product(PLACES, WAYS, NAMES):
        yield f"{place}{way * 4}{name}"
    for name in NAMES:
        yield from (name.upper(), quote(name, safe=""), name + "%00.svg", name + "?download=1", name + ";.svg")


def test_no_address_gives_a_file(service: Service, learner: httpx.Client) -> None:
    asked = sorted(set(addresses()))
    assert len(asked) > 200
    anonymous = httpx.Client(base_url=service.url, trust_env=False)
    for client, address in itertools.product((learner, anonymous), asked):
        # as typed, without a browser's tidying up
        request = client.build_request("GET", client.base_url)
        request.url = request.url.copy_with(raw_path=(request.url.raw_path + address.encode()))
        answer = client.send(request, follow_redirects=False)
        anonymous.cookies.clear()
        assert answer.status_code in (302, 400, 401, 403, 404), address
        assert not CANARY.search(answer.content), address


@pytest.mark.parametrize(
    "address",
    [
        "voila/tree",
        "voila/render/home.ipynb",
        "voila/static/voila.js",
        "voila/api/themes/x",
        "voila/api/contents",
        "voila/labextensions/x",
        "voila/query/00000000-0000-0000-0000-000000000000",
        "voila/execution/00000000-0000-0000-0000-000000000000",
        "api",
        "api/me",
        "api/status",
        "api/kernels",
        "api/kernelspecs",
        "api/sessions",
        "api/contents",
        "api/terminals",
        "api/config/x",
        "api/spec.yaml",
        "formgrader",
        "formgrader?path=x",
        "lab",
        "tree",
        "login",
        "metrics",
        "custom/custom.css",
        "kernelspecs/python3/logo.svg",
    ],
)
def test_voilas_and_jupyters_own_routes_are_gone(learner: httpx.Client, address: str) -> None:
    assert learner.get(address).status_code == 404
    assert learner.post(address, headers={"X-XSRFToken": learner.cookies.get("_xsrf", "")}).status_code in (
        403,
        404,
        405,
    )


@pytest.mark.parametrize(
    "query", ["?template=lab", "?theme=dark", "?template=../../../etc", "?token=secret-of-the-service"]
)
def test_nobody_chooses_template_or_theme_or_token(service: Service, learner: httpx.Client, query: str) -> None:
    page = learner.get("home" + query).text
    assert "sqm-main" in page
    assert "jp-Notebook" not in page
    assert httpx.get(service.url + "home" + query, trust_env=False).status_code == 302


def test_a_page_names_no_other_place(learner: httpx.Client) -> None:
    page = learner.get("home").text
    assert re.findall(r'(?:src|href|action)="(?!/services/pages/|/hub/logout|#|data:)[^"]*"', page) == []
    assert re.findall(r"https?://(?!www\.w3\.org/)", page) == []


def test_no_page_has_an_inline_script(learner: httpx.Client) -> None:
    page = learner.get("home").text
    scripts = re.findall(r"<script([^>]*)>", page)
    assert all("src=" in script or "application/json" in script for script in scripts)
    assert not re.search(r"\son\w+=", page)


def test_every_answer_wears_the_safe_headers(service: Service, learner: httpx.Client) -> None:
    asset = re.search(r"assets/[\w.-]+\.js", learner.get("home").text)
    assert asset
    for address in ("home", "nowhere", asset[0], "assets/none", "api/kernels", "pictures/x/1/y.svg"):
        answer = learner.get(address)
        policy = answer.headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-eval" not in policy
        assert not re.search(r"script-src[^;]*unsafe-inline", policy)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert "Server" not in answer.headers
    assert service.url


# ---------------------------------------------------------------- login, log-out, grants


@pytest.mark.parametrize(
    "address", ["", "home", "courses/5s/01-sort", "preview/5s/01-sort", "pictures/5s/1/bay.svg", "nowhere"]
)
def test_without_a_login_every_page_leads_to_the_hub(service: Service, address: str) -> None:
    answer = httpx.get(service.url + address, trust_env=False)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(service.town.url + "/hub/api/oauth2/authorize")


@pytest.mark.parametrize("address", ["grant", "api/kernels/00000000-0000-0000-0000-000000000000"])
def test_without_a_login_calls_are_refused(service: Service, address: str) -> None:
    for method in ("POST", "DELETE", "PUT"):
        answer = httpx.request(method, service.url + address, content=b"{}", trust_env=False)
        assert answer.status_code in (401, 403, 405)


def test_another_site_cannot_renew_a_grant(learner: httpx.Client) -> None:
    learner.get("home")
    body = json.dumps({"grant": "x", "page": "home", "params": {}})
    assert learner.post("grant", content=body).status_code == 403
    assert learner.post("grant", content=body, headers={"X-XSRFToken": "guessed"}).status_code == 403


def test_a_grant_is_renewed_or_replaced_for_its_owner_only(
    service: Service, learner: httpx.Client, stranger: httpx.Client
) -> None:
    page = learner.get("home").text
    mine = re.search(r'"grant": "([\w-]+)"', page)
    assert mine
    body = json.dumps({"grant": mine[1], "page": "home", "params": {}})
    renewed = learner.post("grant", content=body, headers={"X-XSRFToken": learner.cookies["_xsrf"]})
    assert renewed.json()["grant"] == mine[1]
    stranger.get("home")
    other = stranger.post("grant", content=body, headers={"X-XSRFToken": stranger.cookies["_xsrf"]}).json()["grant"]
    assert other != mine[1]
    assert service.town.grants[other]["person"] == "p-wang"


def test_the_hub_token_never_reaches_a_browser(service: Service, learner: httpx.Client) -> None:
    page = learner.get("home")
    assert "hub-token" not in page.text + str(page.headers)
    assert all("hub-token" not in (cookie.value or "") for cookie in learner.cookies.jar)
    for cookie in learner.cookies.jar:
        if cookie.name == "service-pages":
            assert cookie.has_nonstandard_attr("HttpOnly")
            assert cookie.path == "/services/pages/"
    assert service.url
