"""Clients that keep a book of what the site acknowledged, to be compared with what it still knows after a fault."""

import http.client
import time
from dataclasses import dataclass, field
from threading import Event, Thread

from reintegration.testing.site import Visitor

# What a client does when the site does not answer: the same again, after this long.
PAUSE = 0.1


@dataclass
class Client:
    """Posts one form again and again, each time with a text of its own; what is not acknowledged is posted again."""

    name: str
    visitor: Visitor
    path: str
    # The field that holds the text, and the others.
    text_field: str
    form: dict[str, str]
    acknowledged: list[str] = field(default_factory=list)
    # Answers other than "done", and how often there was none at all.
    statuses: list[int] = field(default_factory=list)
    unanswered: int = 0
    slowest: float = 0.0

    def work(self, over: Event) -> None:
        while not over.is_set():
            text = f"{self.name}-{len(self.acknowledged)}"
            page = self._insist(lambda: self.visitor.get(self.path), 200, over)
            if page is None:
                return
            data = {**page.hidden, **self.form, self.text_field: text}
            if self._insist(lambda data=data: self.visitor.post(self.path, data), 302, over):
                self.acknowledged.append(text)

    def _insist(self, ask, wanted: int, over: Event):
        """The answer with the wanted status, asked for until it comes; None when it is over."""
        while not over.is_set():
            try:
                answer = ask()
            except (OSError, http.client.HTTPException):
                self.unanswered += 1
            else:
                self.slowest = max(self.slowest, answer.seconds)
                if answer.status == wanted:
                    return answer
                self.statuses.append(answer.status)
            time.sleep(PAUSE)
        return None


class Ledger:
    """Clients at work in threads until the end of the `with` block."""

    def __init__(self, clients: list[Client]):
        self.clients, self._over = clients, Event()
        self._threads = [Thread(target=client.work, args=[self._over], daemon=True) for client in clients]

    def __enter__(self) -> "Ledger":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    @property
    def acknowledged(self) -> list[str]:
        return [text for client in self.clients for text in client.acknowledged]

    @property
    def statuses(self) -> set[int]:
        return {status for client in self.clients for status in client.statuses}

    @property
    def unanswered(self) -> int:
        return sum(client.unanswered for client in self.clients)

    def missing(self, kept: list[str]) -> list[str]:
        """What was acknowledged and is not among `kept`."""
        return sorted(set(self.acknowledged) - set(kept))
