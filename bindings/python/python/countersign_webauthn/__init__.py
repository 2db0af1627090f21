"""WebAuthn verification for servers: one call, a verdict that names the step.

A :class:`RelyingParty` is made once and may be used by any thread; verification releases the
interpreter lock. What is accepted comes back as a dataclass, what is refused is raised as
:class:`Refused`, and a mistake of the server's own as :class:`UsageError`.
"""

from ._errors import Refused, UsageError
from ._relying_party import BegunAuthentication, BegunRegistration, RelyingParty
from ._results import (
    Attestation,
    Authentication,
    AuthenticatorOutputs,
    Counter,
    Deviation,
    ExplainedStep,
    Model,
    Record,
    Refusal,
    Registration,
    Statement,
)

__all__ = [
    "Attestation",
    "Authentication",
    "AuthenticatorOutputs",
    "BegunAuthentication",
    "BegunRegistration",
    "Counter",
    "Deviation",
    "ExplainedStep",
    "Model",
    "Record",
    "Refusal",
    "Refused",
    "Registration",
    "RelyingParty",
    "Statement",
    "UsageError",
]
