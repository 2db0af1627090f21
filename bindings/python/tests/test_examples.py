from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest
from authenticator import Authenticator
from flask.testing import FlaskClient

EXAMPLES = Path(__file__).parents[1] / "examples"


def test_verify_prints_what_the_readme_says(capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(EXAMPLES / "verify.py"))
    said = capsys.readouterr().out
    assert said.startswith("accepted: ")
    assert "\nrefused: §7.1 step " in said
    readme = (EXAMPLES.parent / "README.md").read_text()
    assert f"```text\n{said}```" in readme


@pytest.fixture
def client() -> FlaskClient:
    client: FlaskClient = runpy.run_path(str(EXAMPLES / "app.py"))["app"].test_client()
    return client


def post(client: FlaskClient, path: str, body: Any) -> Any:
    answer = client.post(path, json=body)
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def registered(client: FlaskClient) -> Authenticator:
    authenticator = Authenticator("http://localhost:5000", "localhost")
    options = post(client, "/register/begin", {"name": "alice"})
    response = authenticator.create(options)
    assert post(client, "/register/finish", response) == {"hello": "alice"}
    return authenticator


def test_the_server_registers_and_signs_in(client: FlaskClient) -> None:
    assert "navigator.credentials.create" in client.get("/").text
    authenticator = registered(client)
    for _ in range(2):
        response = authenticator.get(post(client, "/sign-in/begin", {}))
        assert post(client, "/sign-in/finish", response) == {"hello": "alice"}


def test_the_server_takes_a_ceremony_once(client: FlaskClient) -> None:
    authenticator = registered(client)
    response = authenticator.get(post(client, "/sign-in/begin", {}))
    post(client, "/sign-in/finish", response)
    assert client.post("/sign-in/finish", json=response).status_code == 400


def test_the_server_says_little_of_a_refusal(client: FlaskClient) -> None:
    authenticator = registered(client)
    post(client, "/sign-in/begin", {})
    response = authenticator.get({"publicKey": {"challenge": "A" * 43}})
    answer = client.post("/sign-in/finish", json=response)
    assert (answer.status_code, answer.get_json()) == (403, {"error": "That did not work"})


def test_the_server_has_a_credential_once(client: FlaskClient) -> None:
    authenticator = registered(client)
    options = post(client, "/register/begin", {"name": "mallory"})
    answer = client.post("/register/finish", json=authenticator.create(options))
    assert answer.status_code == 409
