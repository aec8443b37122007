"""Work of several requests at once, done by one of them in one transaction: one wait for the disk instead of many in a line.

Every audited page waits until its line is on the disk, and the next line cannot be linked before. Whoever comes while somebody
of this process is writing waits, and what has come meanwhile is written together by the first of those who waited. Nobody goes
on before the transaction with the own work is committed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition
from typing import Any

from django.db import transaction


@dataclass(slots=True, eq=False)
class _Share:
    work: Any
    is_done: bool = False
    # Written with others it failed; it may be another's fault, so each tries alone.
    is_alone: bool = False


class Together:
    """`write(works)` writes several in one transaction; called within it, in the thread of one of those who asked."""

    def __init__(self, write: Callable[[list], None]):
        self._write, self._turn = write, Condition()
        self._waiting: list[_Share] = []
        self._is_writing = False

    def __call__(self, work) -> None:
        share = _Share(work)
        with self._turn:
            self._waiting.append(share)
            self._turn.wait_for(lambda: share.is_done or share.is_alone or not self._is_writing)
            if share.is_done:
                return
            if not share.is_alone:
                shares, self._waiting = self._waiting, []
                self._is_writing = True
        if share.is_alone:
            self._commit([share])
        else:
            self._commit_all(shares)
            if share.is_alone:
                self._commit([share])

    def _commit_all(self, shares: list[_Share]) -> None:
        try:
            self._commit(shares)
        except Exception:
            if len(shares) == 1:
                raise
        finally:
            with self._turn:
                for one in shares:
                    one.is_alone = not one.is_done
                self._is_writing = False
                self._turn.notify_all()

    def _commit(self, shares: list[_Share]) -> None:
        with transaction.atomic():
            self._write([one.work for one in shares])
        for one in shares:
            one.is_done = True
