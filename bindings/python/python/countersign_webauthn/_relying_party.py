from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

from . import _native, _results
from ._errors import Refused, UsageError
from ._results import Authentication, Record, Registration

P = ParamSpec("P")
T = TypeVar("T")

#: The JSON of ``credential.toJSON()``, as the page sent it: the text, or what ``json.loads`` made.
Response = str | bytes | Mapping[str, Any]

#: When a response is verified; the system's time by default.
Time = datetime | int


@dataclass(frozen=True)
class BegunRegistration:
    """A registration that was begun."""

    #: For the page: ``PublicKeyCredential.parseCreationOptionsFromJSON(options.publicKey)``.
    options: dict[str, Any]
    #: Keep it in the session, and give it to :meth:`RelyingParty.finish_registration` once.
    ceremony: str
    #: As base64url; to be stored with the account.
    user_handle: str
    #: The last second in which a response is accepted, in seconds since 1970.
    expires: int


@dataclass(frozen=True)
class BegunAuthentication:
    """An authentication that was begun."""

    #: For the page: ``PublicKeyCredential.parseRequestOptionsFromJSON(options.publicKey)``.
    options: dict[str, Any]
    #: Keep it in the session, and give it to :meth:`RelyingParty.finish_authentication` once.
    ceremony: str
    #: The last second in which a response is accepted, in seconds since 1970.
    expires: int


class RelyingParty:
    """A relying party: made once, used by any thread.

    ``RelyingParty("example.org", ["https://example.org"])`` is enough to begin with. Everything
    else of the configuration document goes by name: members of ``rp`` as ``name``,
    ``related_origins``, ``subdomains_of``, ``app_id``, ``cross_origin``, ``top_origins``; and
    ``policy``, ``trust``, ``backend``, ``sealing_keys``, ``decoy_secret`` as they stand there.
    """

    def __init__(
        self,
        id: str,
        origins: Iterable[str],
        *,
        policy: Mapping[str, Any] | None = None,
        trust: Mapping[str, Any] | None = None,
        backend: str | None = None,
        sealing_keys: Iterable[str] = (),
        decoy_secret: str | None = None,
        **rp: Any,
    ) -> None:
        configuration = _present(
            rp={"id": id, "origins": list(origins)} | rp,
            policy=policy,
            trust=trust,
            backend=backend,
            sealing_keys=list(sealing_keys),
            decoy_secret=decoy_secret,
        )
        self._verifier = _ask(_native.Verifier, json.dumps(configuration))

    @property
    def backend(self) -> str:
        """Who verifies signatures."""
        return self._verifier.backend

    def begin_registration(
        self,
        name: str,
        *,
        display_name: str | None = None,
        user_handle: str | None = None,
        exclude: Iterable[Record] = (),
        **call: Any,
    ) -> BegunRegistration:
        """Begins a registration for an account: a passkey, unless ``mode`` says
        ``security_key`` or ``conditional``. ``exclude`` are the account's records.

        Further members of the call: ``user_verification``, ``resident_key``,
        ``authenticator_attachment``, ``algorithms``, ``hints``, ``attestation``,
        ``attestation_formats``, ``extensions``, ``timeout``, ``valid_for``, ``session``.
        """
        user = _present(name=name, display_name=display_name, id=user_handle)
        begun = _ask(
            self._verifier.begin_registration,
            _call(call, user=user, exclude=list(exclude)),
        )
        return BegunRegistration(**json.loads(begun))

    def begin_authentication(self, **call: Any) -> BegunAuthentication:
        """Begins an authentication: by passkey, unless ``mode`` says ``conditional``,
        ``immediate``, ``immediate_mediation``, ``account`` or ``step_up`` (both with
        ``user_handle`` and ``records``) or ``decoy`` (with ``user_name``).

        Further members of the call: ``user_verification``, ``hints``, ``extensions``,
        ``timeout``, ``valid_for``, ``session``.
        """
        begun = _ask(self._verifier.begin_authentication, _call(call))
        return BegunAuthentication(**json.loads(begun))

    def finish_registration(
        self,
        ceremony: str,
        response: Response,
        *,
        request: Mapping[str, Any] | None = None,
        session: str | None = None,
        time: Time | None = None,
        explain: bool = False,
    ) -> Registration:
        """Verifies the response to a registration that was begun here. With ``explain`` the
        result, or the refusal, has every step with its outcome.

        Raises :class:`Refused`; :class:`UsageError` for a mistake of the server's own.
        """
        call = _call(
            {"explain": explain}, ceremony=ceremony, request=request, session=session, time=time
        )
        verify = self._verifier.finish_registration
        return _results.registration(_verdict(verify, call, response))

    def finish_authentication(
        self,
        ceremony: str,
        response: Response,
        record: Record | None,
        user_handle: str | None,
        *,
        request: Mapping[str, Any] | None = None,
        session: str | None = None,
        time: Time | None = None,
        explain: bool = False,
    ) -> Authentication:
        """Verifies the response to an authentication that was begun here. ``record`` is what the
        server has under the response's ``id``, and ``user_handle`` that of its account; both are
        ``None`` where there is none.

        Raises :class:`Refused`; :class:`UsageError` for a mistake of the server's own.
        """
        call = _call(
            {"record": record, "explain": explain},
            ceremony=ceremony,
            user_handle=user_handle,
            request=request,
            session=session,
            time=time,
        )
        verify = self._verifier.finish_authentication
        return _results.authentication(_verdict(verify, call, response))

    def verify_registration(
        self, request: Mapping[str, Any], response: Response, /, **call: Any
    ) -> Registration:
        """Verifies the response to a registration that was begun elsewhere: ``request`` has the
        ``challenge`` (base64url), and may have ``user_verification``, ``algorithms``,
        ``mediation``, ``extensions``, ``refuse`` and ``accept``.

        Raises :class:`Refused`; :class:`UsageError` for a mistake of the server's own.
        """
        verify = self._verifier.verify_registration
        return _results.registration(_verdict(verify, _call(call, request=request), response))

    def verify_authentication(
        self, request: Mapping[str, Any], response: Response, /, **call: Any
    ) -> Authentication:
        """Verifies the response to an authentication that was begun elsewhere: ``request`` as at a
        registration, with ``allow_credentials`` and ``account``; beside it ``record`` and
        ``user_handle``.

        Raises :class:`Refused`; :class:`UsageError` for a mistake of the server's own.
        """
        verify = self._verifier.verify_authentication
        return _results.authentication(_verdict(verify, _call(call, request=request), response))


def _present(**members: Any) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}


def _call(more: Mapping[str, Any], **members: Any) -> str:
    time = members.get("time", more.get("time"))
    if isinstance(time, datetime):
        members["time"] = int(time.timestamp())
    return json.dumps(dict(more) | _present(**members))


def _verdict(
    verify: Callable[[str, bytes], str], call: str, response: Response
) -> dict[str, Any]:
    verdict: dict[str, Any] = json.loads(_ask(verify, call, _bytes(response)))
    if verdict.pop("verdict") == "reject":
        raise Refused(_results.refusal(verdict))
    return verdict


def _bytes(response: Response) -> bytes:
    if isinstance(response, bytes):
        return response
    # Whatever JSON the browser sent is the response, and refused if it is no object.
    text = response if isinstance(response, str) else json.dumps(response)
    return text.encode(errors="surrogatepass")


def _ask(call: Callable[P, T], *texts: P.args, **none: P.kwargs) -> T:
    try:
        return call(*texts, **none)
    except ValueError as error:
        if len(error.args) == 2:
            raise UsageError(*error.args) from None
        raise
