"""The web entry: the screens as one ASGI app, with the Chinese font served from this machine.

`assess app DIR` is the usual way in; `streamlit run app.py` and any ASGI server (`uvicorn app:app`) work too.
"""

import streamlit as st

from assess.ui.failure import page_failed
from assess.ui.fonts import font_routes
from assess.ui.serve import SCREENS, settings

app = st.App(SCREENS, routes=font_routes(), on_script_error=page_failed)

if __name__ == "__main__":
    app.run(config=settings())
