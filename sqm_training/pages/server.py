"""The pages service: Voila, standalone, with every door but the pages' own taken out."""

import hashlib
import hmac
import os
import signal
import tempfile
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import tornado.web
from jupyter_server.auth.authorizer import AllowAllAuthorizer
from tornado.ioloop import IOLoop
from traitlets import Bool, Float, Instance, Integer, Unicode
from traitlets.config import Config
from voila.app import Voila
from voila.configuration import VoilaConfiguration

from sqm_training.kernels.nursery import Nursery
from sqm_training.kernels.zygote import keep_closed
from sqm_training.pages import handlers
from sqm_training.pages.assets import Assets
from sqm_training.pages.grants import Grants
from sqm_training.pages.identity import HubIdentity
from sqm_training.pages.line import MAY, Line, SocketHandler
from sqm_training.pages.notebooks import Shelf
from sqm_training.pages.room import Room
from sqm_training.settings import Settings

APPS = Path(__file__).parent.parent.parent / "voila_apps"
KERNEL = r"(?P<kernel_id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
LARGEST = 1 << 20  # bytes of one request or message from a browser


class Pages(Voila):
    """Serves the pages of one installation on 127.0.0.1, behind JupyterHub."""

    name = "sqm-pages"
    house_settings = Instance(Settings)
    apps = Unicode(str(APPS), config=True, help="The folder of the product's own pages.")
    warm = Bool(True, config=True, help="Whether kernels are forked from a warm process.")
    idle = Float(20 * 60, config=True, help="Seconds without any use after which a kernel is let go.")
    alone = Float(3 * 60, config=True, help="Seconds without any connection after which a kernel is let go.")
    most = Integer(200, config=True, help="Kernels that may live at once; further visitors are asked to wait.")
    look = Integer(15, config=True, help="Seconds between two looks for such kernels.")

    def initialize(self, argv: list[str] | None = None) -> None:
        self.house_settings = Settings.from_env()
        self.ip, self.port = "127.0.0.1", self.house_settings.pages_port
        self.base_url = os.environ.get("JUPYTERHUB_SERVICE_PREFIX", "/services/pages/")
        self.open_browser = False
        self.port_retries = 0
        self.update_config(Config({"KernelRestarter": {"restart_limit": 0}}))
        super(Voila, self).initialize(argv)
        self.voila_configuration = VoilaConfiguration(
            parent=self, allow_template_override="NO", allow_theme_override="NO"
        )
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, self._handle_signal_stop)

    def init_settings(self) -> dict[str, Any]:
        self.server_url = self.base_url
        keep_closed()
        self.nursery = Nursery(warm_modules())
        if self.warm:
            self.nursery.start()
        self.identity_provider = HubIdentity(parent=self, base_url=self.base_url)
        self.kernel_manager = Room(
            parent=self,
            connection_dir=self.connection_dir,
            home=tempfile.mkdtemp(prefix="home-", dir=self.connection_dir),
            root_dir=self.connection_dir,
            allowed_message_types=sorted(MAY),
            allow_tracebacks=False,
            buffer_offline_messages=False,
            idle=self.idle,
            alone=self.alone,
            most=self.most,
            cull_interval=self.look,
            nursery=self.nursery,
        )
        house = handlers.House(
            self.base_url,
            Shelf(Path(self.apps), self.house_settings.published),
            self.kernel_manager,
            Grants(self.house_settings.records_url),
            Assets(),
        )
        return {
            "house": house,
            "base_url": self.base_url,
            "kernel_manager": self.kernel_manager,
            "voila_configuration": self.voila_configuration,
            "identity_provider": self.identity_provider,
            "authorizer": AllowAllAuthorizer(parent=self, identity_provider=self.identity_provider),
            "kernel_websocket_connection_class": Line,
            "websocket_compression_options": {},
            "websocket_max_message_size": LARGEST,
            "ws_ping_interval": 20_000,
            "ws_ping_timeout": 20_000,
            "cookie_secret": _cookie_secret(),
            "allow_remote_access": True,
            "login_url": self.identity_provider.hub_auth.login_url,
            "compress_response": True,
            "default_handler_class": handlers.LostHandler,
            "config_manager": None,
            "contents_manager": None,
            "jinja2_env": None,
        }

    def init_handlers(self) -> list[Any]:
        routes = [
            (r"", handlers.HomeHandler),
            (r"assets/([\w.-]+)", handlers.AssetHandler),
            (r"grant", handlers.GrantHandler),
            (r"(courses|preview)/([\w-]+)/([\w-]+)", handlers.LessonHandler),
            (r"pictures/([\w-]+)/([\w-]+)/([\w.-]+)", handlers.PictureHandler),
            (rf"api/kernels/{KERNEL.replace('kernel_id', 'kernel')}", handlers.KernelHandler),
            (rf"api/kernels/{KERNEL}/channels", SocketHandler),
            (r"([a-z]+)", handlers.PageHandler),
        ]
        return [
            *((self.base_url + path, handler) for path, handler in routes),
            (self.base_url.rstrip("/"), tornado.web.RedirectHandler, {"url": self.base_url}),
            *self.identity_provider.get_handlers(),
        ]

    def listen(self) -> None:
        """Serve on this one port, or say why not."""
        try:
            self.app.listen(self.port, self.ip, max_body_size=LARGEST, xheaders=True)
        except OSError as error:
            self.stop()
            raise SystemExit(f"port {self.port}: {error.strerror}") from error
        self.log.info("pages at http://%s:%s%s", self.ip, self.port, self.base_url)
        self.ioloop = IOLoop.current()
        try:
            self.ioloop.start()
        finally:
            self.stop()

    def stop(self) -> None:
        self.nursery.stop()  # and with it every kernel that came from it
        super().stop()


def warm_modules() -> list[str]:
    """What pages' kernels load: kept warm. Named by place, for this wing does not know the widgets."""
    spec = find_spec("sqm_training.widgets")
    places = spec.submodule_search_locations if spec and spec.submodule_search_locations else []
    return [f"sqm_training.widgets.{module.name}" for module in iter_modules(places)]


def _cookie_secret() -> bytes:
    """The same after a restart, so that an open page need not sign in again; known to this service alone."""
    return hmac.digest(os.environ["JUPYTERHUB_API_TOKEN"].encode(), b"cookies of the pages", hashlib.sha256)
