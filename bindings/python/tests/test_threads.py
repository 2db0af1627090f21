from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

from authenticator import base64url
from conftest import Account
from countersign_webauthn import Refused, RelyingParty

CHALLENGE = base64url(bytes(range(32)))


def test_eight_threads_share_a_relying_party(account: Account) -> None:
    good = account.authenticator.get({"publicKey": {"challenge": CHALLENGE}})
    other = account.authenticator.get({"publicKey": {"challenge": base64url(bytes(32))}})

    def work(thread: int) -> tuple[int, int]:
        accepted = refused = 0
        for turn in range(250):
            response = good if (thread + turn) % 2 else other
            try:
                account.rp.verify_authentication(
                    {"challenge": CHALLENGE},
                    response,
                    record=account.record,
                    user_handle=account.user_handle,
                )
                accepted += 1
            except Refused as error:
                assert error.step == "AuthenticationChallenge"
                refused += 1
        return accepted, refused

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(work, range(8))) == [(125, 125)] * 8


def test_other_threads_run_while_one_verifies(rp: RelyingParty) -> None:
    """A text of 40 MB takes some time to read; meanwhile a thread that never waits goes on. With
    the lock held it would stand still until the end."""
    huge = b'{"x": "' + b"\\u00e9" * 7_000_000 + b'"}'
    going, ticks = threading.Event(), [0.0]

    def tick() -> None:
        while not going.is_set():
            ticks.append(time.perf_counter())
            time.sleep(0)

    other = threading.Thread(target=tick)
    other.start()
    start = time.perf_counter()
    try:
        rp.verify_registration({"challenge": CHALLENGE}, huge)
    except Refused:
        pass
    end = time.perf_counter()
    going.set()
    other.join()
    within = [tick for tick in ticks if start < tick < end]
    assert len(within) > 10
    assert max(b - a for a, b in zip(within, within[1:])) < (end - start) / 2
