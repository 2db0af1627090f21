"""Passkeys with Flask: accounts live as long as the process."""

import secrets
from pathlib import Path

from countersign_webauthn import Record, Refused, RelyingParty
from flask import Flask, Response, abort, jsonify, request, session

app = Flask(__name__)
app.secret_key = secrets.token_bytes(32)
rp = RelyingParty("localhost", ["http://localhost:5000"])
ceremonies: dict[str, str] = {}
names: dict[str | None, str] = {}
credentials: dict[str, tuple[str | None, Record]] = {}


def keep(ceremony: str) -> None:
    session["ceremony"] = secrets.token_urlsafe()
    ceremonies[session["ceremony"]] = ceremony


def taken() -> str:
    """A ceremony is of one browser, and of one response."""
    return ceremonies.pop(session.pop("ceremony", ""), None) or abort(400)


@app.get("/")
def page() -> str:
    return (Path(__file__).parents[2] / "example" / "page.html").read_text()


@app.post("/register/begin")
def begin_registration() -> Response:
    begun = rp.begin_registration(request.get_json()["name"])
    keep(begun.ceremony)
    names[begun.user_handle] = request.get_json()["name"]
    return jsonify(begun.options)


@app.post("/register/finish")
def finish_registration() -> Response:
    done = rp.finish_registration(taken(), request.get_data())
    if done.record["id"] in credentials:
        abort(409)
    credentials[done.record["id"]] = done.user_handle, done.record
    return jsonify(hello=names[done.user_handle])


@app.post("/sign-in/begin")
def begin_authentication() -> Response:
    begun = rp.begin_authentication()
    keep(begun.ceremony)
    return jsonify(begun.options)


@app.post("/sign-in/finish")
def finish_authentication() -> Response:
    id = request.get_json()["id"]
    user_handle, record = credentials.get(id, (None, None))
    done = rp.finish_authentication(taken(), request.get_data(), record, user_handle)
    credentials[id] = user_handle, done.record
    return jsonify(hello=names[user_handle])


@app.errorhandler(Refused)
def refused(error: Refused) -> tuple[Response, int]:
    app.logger.warning("%s %s: %s", error.step, error.reason, error)
    return jsonify(error="That did not work"), 403
