"""Starting, surviving and stopping: in this order, the last of the tests in this house."""

import signal
import socket
import subprocess
import sys
import time

import httpx
import psutil

from sqm_training.settings import Settings
from tests.hub.house import House, free_ports


def test_the_terminal_shows_where_to_go_and_what_the_demo_is_not(house: House) -> None:
    assert f"http://localhost:{house.settings.port}" in house.shown
    assert "BANNER" in house.shown
    assert "明文 http" in house.shown
    assert "plain http" in house.shown


def test_a_second_start_says_that_the_first_one_runs(house: House) -> None:
    second = house.launch()
    shown, _ = second.communicate(timeout=20)
    assert second.returncode == 1
    assert "已经在运行" in shown
    assert str(house.process.pid) in shown


def test_a_taken_port_is_named_before_anything_starts(tmp_path_factory) -> None:
    settings = Settings(tmp_path_factory.mktemp("other"), free_ports())
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", settings.hub_port))
        taken.listen()
        environment = {"SQM_STATE": str(settings.state), "SQM_PORT": str(settings.port), "PATH": "/usr/bin"}
        command = [sys.executable, "-m", "sqm_training.hub.supervise"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=20)
    assert done.returncode == 1
    assert f"端口 {settings.hub_port} 已被其他程序占用" in done.stderr
    assert f"SQM_PORT={settings.port + 1000}" in done.stderr


def test_an_author_opens_a_desk_with_no_way_to_formgrader_or_secrets(house: House) -> None:
    author = house.at_home("T01")
    assert author.open_desk("p-trainer").status_code == 200
    for closed in ("formgrader", "assignments", "courses", "voila/render/x.ipynb", "api/terminals"):
        assert author.get(f"/user/p-trainer/{closed}").status_code == 404, closed
    assert author.get("/user/p-trainer/api/contents").status_code == 200
    secrets = [path.read_text() for path in (house.settings.state / "secrets").iterdir()]
    environment = desk(house).environ()
    assert not [name for name, value in environment.items() if value in secrets]
    assert "SQM_STATE" not in environment


def test_a_restart_of_the_hub_leaves_proxy_desk_and_log_ins_alone(house: House) -> None:
    author = house.at_home("T01")
    before = house.pid("hub"), house.pid("proxy"), desk(house).pid
    psutil.Process(before[0]).send_signal(signal.SIGKILL)
    resting = httpx.get(house.address + "/hub/login", headers={"Accept": "text/html"})
    assert resting.status_code == 503
    assert "系统正在启动或维护" in resting.text
    wait_until(lambda: httpx.get(house.address + "/hub/health").status_code == 200)
    assert house.pid("hub") != before[0]
    assert (house.pid("proxy"), desk(house).pid) == before[1:]
    assert author.logged_in()


def test_who_is_no_longer_an_author_loses_the_desk(house: House) -> None:
    running = desk(house)
    house.change("T01", roles=["learner"])
    wait_until(lambda: "/user/p-trainer/" not in house.routes())
    assert not running.is_running()
    assert house.at_home("T01").get("/hub/spawn").status_code == 403


def test_ctrl_c_leaves_no_process(house: House) -> None:
    house.change("T01", roles=["trainer"])
    time.sleep(1.1)
    opened = house.at_home("T01").open_desk("p-trainer")
    assert opened.status_code == 200, opened.text
    old = house.pid("hub")
    psutil.Process(old).send_signal(signal.SIGKILL)  # the desk has no parent now but the supervisor
    wait_until(lambda: house.pid("hub") not in (None, old))
    everything = psutil.Process(house.process.pid).children(recursive=True)
    assert len(everything) >= 4
    assert house.stop() == 0
    assert not [process for process in everything if process.is_running()]
    for port in (house.settings.port, house.settings.hub_port):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))


def desk(house: House) -> psutil.Process:
    """The author's JupyterLab."""
    running = house.running("jupyter-labhub")
    assert running
    return running


def wait_until(true, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)
