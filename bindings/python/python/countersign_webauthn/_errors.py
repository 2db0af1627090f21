from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._results import Refusal


class Refused(Exception):
    """A response that a step of the specification refuses.

    Show nobody but the operator why: to a person it is "that did not work".
    """

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"{refusal.section}: {refusal.message}")
        #: All that is known of it.
        self.refusal = refusal

    @property
    def step(self) -> str:
        """The step's name, as ``RegistrationChallenge``; names stay."""
        return self.refusal.step

    @property
    def reason(self) -> str:
        """How it failed, as ``Mismatch``."""
        return self.refusal.reason

    @property
    def section(self) -> str:
        """Where the step stands, as ``§7.1 step 8``."""
        return self.refusal.section

    @property
    def link(self) -> str:
        """The address of the section."""
        return self.refusal.link


class UsageError(ValueError):
    """A mistake of the server's own: a configuration or a call that can not be."""

    def __init__(self, member: str, message: str) -> None:
        super().__init__(f"{member}: {message}" if member else message)
        #: The path of the member at fault, as ``rp.origins[1]``.
        self.member = member
