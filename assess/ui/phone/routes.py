"""The routes under /j: join, answer, change, give dots. A phone reaches these and what is its own, nothing else."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assess.model.errors import AssessError
from assess.ui.phone.guard import (
    COOKIE,
    HEADERS,
    LANGUAGE_COOKIE,
    Guesses,
    RefusedRequest,
    device_of,
    keep_cookie,
    read_form,
    right_csrf,
)
from assess.ui.phone.pages import ASSETS, asset_response, page
from assess.ui.phone.places import Places, places
from assess.ui.phone.visits import Answered, Visit, Visits
from assess.ui.phone.words import chosen_language, language_of, say

Work = Callable[[Visit], Response]


def phone_routes(served: Places | None = None, guesses: Guesses | None = None) -> Sequence[Route]:
    """The routes of the phones, for any ASGI app that is asked for them under /j."""
    visits = Visits(served or places(), guesses or Guesses())
    both, all_ = ["GET", "POST"], ["GET", "POST", "PUT"]
    return (
        *(Route(f"/j/{name}", partial(_asset, name)) for name in ASSETS),
        Route("/j", _endpoint(visits.code_form), methods=["GET"]),
        Route("/j/", _endpoint(visits.code_form), methods=["GET"]),
        Route("/j/{code}", _endpoint(visits.home), methods=["GET"]),
        Route("/j/{code}/join", _endpoint(visits.join), methods=both),
        Route("/j/{code}/q/{item}", _endpoint(visits.item), methods=all_),
        Route("/j/{code}/dots", _endpoint(visits.dots), methods=both),
        Route("/j/{code}/now", _endpoint(visits.now), methods=["GET"]),
    )


async def _asset(name: str, _request: Request) -> Response:
    return _guarded(asset_response(name))


def _endpoint(work: Work) -> Callable[[Request], Awaitable[Response]]:
    """Read the form, check where it comes from, do the work beside the event loop, close the doors around it."""

    async def endpoint(request: Request) -> Response:
        language = language_of(request)
        try:
            form = await read_form(request)
            language = language_of(request, form.get("lang", ""))
            device, fresh = device_of(request)
            if request.method not in ("GET", "HEAD") and (fresh or not right_csrf(device, form.get("csrf", ""))):
                raise RefusedRequest(403)
            visit = Visit(request, form, device, language)
            response = await run_in_threadpool(work, visit)
        except Answered as answered:
            response = answered.response
        except RefusedRequest as refused:
            return _guarded(page("note", language, refused.status, **_refusal(refused.status, language)))
        except AssessError as error:
            print(error, file=sys.stderr)
            return _guarded(_broken(language))
        except Exception as error:  # noqa: BLE001 - a phone gets a sentence, whatever went wrong
            traceback.print_exception(error, file=sys.stderr)
            return _guarded(_broken(language))
        if fresh:
            keep_cookie(response, COOKIE, device)
        if chosen_language(form.get("lang", "") or request.query_params.get("lang", "")):
            keep_cookie(response, LANGUAGE_COOKIE, language)
        return _guarded(response)

    return endpoint


def _guarded(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers[name] = value
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _broken(language: str) -> Response:
    return page(
        "note", language, 503,
        title=say("This did not go through", language),
        text=say("Go back and send it again; nothing is counted twice.", language),
    )  # fmt: skip


def _refusal(status: int, language: str) -> dict[str, str]:
    if status == 403:
        return {
            "title": say("This page is out of date", language),
            "text": say("Open the link again. If this stays, allow cookies for this page.", language),
        }
    return {
        "title": say("This was not read", language),
        "text": say("What was sent is too large or not from one of these pages.", language),
    }
