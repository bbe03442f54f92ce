"""What a visitor sees when a page fails: a sentence in their language, and the cause where they can mend it."""

from __future__ import annotations

import sys
import traceback

import streamlit as st

from assess.model.errors import AssessError
from assess.ui.parts import plain
from assess.ui.words import Screen, current_language


def page_failed(error: Exception) -> bool:
    """Tell the visitor; True keeps Streamlit from adding a message of its own. The trace goes to stderr."""
    say = Screen(current_language(), None, False).say
    if isinstance(error, AssessError):
        st.error(plain(str(error)))
    else:
        traceback.print_exception(error, file=sys.stderr)
        st.error(say("Something went wrong on this page. The details are in the server's log."))
    return True
