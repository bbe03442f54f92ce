"""The web entry: the screens as one ASGI app, with the Chinese font served from this machine.

`assess app DIR` is the usual way in. `streamlit run app.py`, as a hosted Streamlit does it, and any ASGI server
(`uvicorn app:app`) listen for everybody and ask nobody who they are: there is then only the self-assessment.
On a team's server everything passes the gate in assess/ui/server/gate.py first.
Phones in a workshop use the routes under /j, which have a door of their own on the room's network.
"""

import streamlit as st

from assess.ui.failure import page_failed
from assess.ui.fonts import font_routes
from assess.ui.hosted import opened
from assess.ui.phone.routes import phone_routes
from assess.ui.serve import SCREENS, settings
from assess.ui.server.settings import login_secrets
from assess.ui.server.stack import gates

app = st.App(
    SCREENS, routes=(*font_routes(), *phone_routes()), lifespan=opened, on_script_error=page_failed,
    secrets=login_secrets(), middleware=gates(),
)  # fmt: skip

if __name__ == "__main__":
    app.run(config=settings())
