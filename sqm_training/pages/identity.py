"""Who is here: a Hub login, checked on every request."""

from typing import Any

from jupyter_server.auth import User
from jupyter_server.utils import url_path_join
from jupyterhub.services.auth import HubOAuth
from jupyterhub.singleuser.extension import JupyterHubIdentityProvider
from traitlets import Unicode, default

CHECK_AGAIN = 20  # seconds until the Hub is asked again whether a login still holds


class CookieOAuth(HubOAuth):
    """A visitor proves themselves by the cookie of their own log-in; tokens in addresses or headers are not read."""

    def get_token(self, handler: Any, in_cookie: bool = True) -> str | None:
        return self._get_token_cookie(handler) if in_cookie else None


class HubIdentity(JupyterHubIdentityProvider):
    """The Hub's word for who is asking; no token of this server's own opens anything."""

    base_url = Unicode("/")
    token = ""
    login_available = False

    @default("hub_auth")
    def _hub_auth(self) -> CookieOAuth:
        return CookieOAuth(parent=self, cache_max_age=CHECK_AGAIN)

    def hub_token(self, handler: Any) -> str:
        """The visitor's own Hub token. From this server it goes to the Hub and to records, nowhere else."""
        return str(self.hub_auth.get_token(handler) or "")

    async def still_known(self, handler: Any) -> bool:
        """Whether the Hub knows the visitor at this moment."""
        token = self.hub_token(handler)
        return await self.hub_auth.user_for_token(token, use_cache=False, sync=False) is not None

    def get_handlers(self) -> list[tuple[Any, ...]]:
        """The Hub's handlers, under this service's prefix."""
        return [(url_path_join(self.base_url, path), *rest) for path, *rest in super().get_handlers()]

    def is_token_authenticated(self, handler: Any) -> bool:
        """Never: a browser proves itself by cookie, and then has to pass the cross-site check."""
        return False


def name_of(user: User) -> str:
    """The person's internal id, which is their Hub user name."""
    return str(user.username)
