"""What stands before Streamlit on a team's server: whose X-Forwarded-For is believed, then the gate."""

from __future__ import annotations

from starlette.middleware import Middleware

from assess.ui.pages import PAGES
from assess.ui.server.gate import Gate
from assess.ui.server.persons import ended
from assess.ui.server.settings import settings


def gates() -> tuple[Middleware, ...]:
    """Middleware for st.App, outermost first; none on a machine of one's own."""
    kept = settings()
    if kept is None:
        return ()
    from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

    return (
        Middleware(ProxyHeadersMiddleware, trusted_hosts=kept.now().trusted_proxies),
        Middleware(Gate, settings=kept, ended=ended(), pages=tuple(PAGES)),
    )
