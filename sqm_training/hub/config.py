"""The Hub of one installation: loaded by JupyterHub as its configuration file."""

import os
from pathlib import Path

from sqm_training.hub import logins
from sqm_training.hub.authenticator import StaffAuthenticator
from sqm_training.hub.handlers import HOME_PAGE
from sqm_training.hub.launch import SERVICES, public_url, tls
from sqm_training.hub.look import words
from sqm_training.hub.spawner import LAB_CONFIG, DeskSpawner
from sqm_training.settings import Settings

c = get_config()  # type: ignore[name-defined]  # noqa: F821
settings = Settings.from_env()
DAYS_LOGGED_IN = 0.5
folder = settings.state / "hub"
folder.mkdir(parents=True, exist_ok=True, mode=0o700)
logins.keep(settings.state / "logs")

# ---- where it stands
hub = c.JupyterHub
hub.bind_url = public_url(settings)
hub.hub_bind_url = f"http://127.0.0.1:{settings.hub_port}"
hub.hub_connect_url = f"http://127.0.0.1:{settings.hub_port}"
hub.db_url = f"sqlite:///{folder / 'hub.sqlite'}"
hub.upgrade_db = True
hub.cookie_secret = bytes.fromhex(settings.secret("hub-cookie"))
hub.default_url = HOME_PAGE
hub.redirect_to_server = False
hub.allow_named_servers = False
hub.concurrent_spawn_limit = 4
hub.log_level = "INFO"
hub.template_paths = [str(Path(__file__).parent / "templates")]
hub.template_vars = words()

# the proxy is a process of its own: neither it nor the authors' desks end when the Hub restarts
c.ConfigurableHTTPProxy.should_start = False
c.ConfigurableHTTPProxy.auth_token = settings.secret("proxy-token")
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{settings.proxy_api_port}"
hub.cleanup_servers = False
hub.cleanup_proxy = False
hub.last_activity_interval = 10  # also puts the routes back after a restart of the proxy

# ---- who comes in
hub.authenticator_class = StaffAuthenticator
who = c.StaffAuthenticator
who.records_url = settings.records_url
who.records_secret = settings.secret("hub-records")
who.allow_all = True  # the records decide
who.enable_signup = True  # the library's switch for making a password; there is no sign-up page
who.open_signup = True
who.minimum_password_length = 8
who.check_common_password = True
who.allowed_failed_logins = 5
who.seconds_before_next_try = 600
who.manage_groups = True
who.auth_refresh_age = 1  # every use of a log-in is looked at; the records are asked once a minute
who.auth_refresh_strict = True
who.refresh_pre_spawn = True
hub.cookie_max_age_days = DAYS_LOGGED_IN

# ---- what they may do
identify = ["read:users:name!user", "read:users:groups!user"]  # what a page learns of its visitor
everyone = [*identify, *(f"access:services!service={name}" for name in SERVICES)]
hub.load_roles = [
    {"name": "user", "description": "The pages and the records; no server, no tokens", "scopes": everyone},
    {
        "name": "author",
        "description": "A JupyterLab of one's own",
        "scopes": ["servers!user", "access:servers!user", "users:activity!user"],
        "groups": ["authors"],
    },
]
hub.services = [
    {
        "name": name,
        "url": f"http://127.0.0.1:{port(settings)}",
        "api_token": settings.secret(f"{name}-token"),
        "oauth_no_confirm": True,
        "display": False,
    }
    for name, port in SERVICES.items()
]

# ---- what browsers are told
secure = tls() is not None
hub.cookie_host_prefix_enabled = secure
policy = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
headers = {
    "Content-Security-Policy": policy,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
if secure:
    headers["Strict-Transport-Security"] = "max-age=31536000"
hub.tornado_settings = {
    "headers": headers,
    "cookie_options": {"samesite": "Lax", "expires_days": DAYS_LOGGED_IN},
    "xsrf_cookie_kwargs": {"httponly": True, "samesite": "Lax", "secure": secure},
    "slow_spawn_timeout": 0,  # show the waiting page at once
}

# ---- the authors' desk
hub.spawner_class = DeskSpawner
desk = c.DeskSpawner
desk.home = str(folder / "desks")
desk.notebook_dir = str(settings.courses)
desk.cmd = ["jupyter-labhub", f"--config={LAB_CONFIG}", *(["--allow-root"] if os.geteuid() == 0 else [])]
desk.default_url = "/lab"
desk.env_keep = ["PATH", "LANG", "LC_ALL", "VIRTUAL_ENV"]
desk.environment = {
    "JUPYTER_CONFIG_PATH": str(LAB_CONFIG.with_name("lab")),  # its labconfig hides the same in the browser
    "JUPYTER_PREFER_ENV_PATH": "1",
    "PYTHONUNBUFFERED": "1",
}
desk.disable_user_config = True
desk.start_timeout = 120
desk.http_timeout = 30
desk.poll_interval = 30
desk.interrupt_timeout = 5
desk.term_timeout = 5

# ---- what one installation wants otherwise
local = folder / "local_config.py"
if local.exists():
    load_subconfig(str(local))  # type: ignore[name-defined]  # noqa: F821
