"""Clients that record which writes the site acknowledged, to compare them with the database after a fault."""

import http.client
import time
from dataclasses import dataclass, field
from threading import Event, Thread

from reintegration.testing.site import HttpClient

# Seconds before a request that failed is sent again.
PAUSE = 0.1


@dataclass
class Client:
    """Posts one form repeatedly with a different text each time; posts a text again until it is acknowledged."""

    name: str
    http_client: HttpClient
    path: str
    # The field for the text, and the values of the other fields.
    text_field: str
    form: dict[str, str]
    acknowledged: list[str] = field(default_factory=list)
    # Statuses other than the expected one, and the number of requests without a response.
    statuses: list[int] = field(default_factory=list)
    unanswered: int = 0
    slowest: float = 0.0

    def work(self, over: Event) -> None:
        """Post texts until `over` is set."""
        while not over.is_set():
            text = f"{self.name}-{len(self.acknowledged)}"
            page = self._retry(lambda: self.http_client.get(self.path), 200, over)
            if page is None:
                return
            data = {**page.hidden, **self.form, self.text_field: text}
            if self._retry(lambda data=data: self.http_client.post(self.path, data), 302, over):
                self.acknowledged.append(text)

    def _retry(self, ask, wanted: int, over: Event):
        """The first response with the wanted status; None if `over` was set before."""
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


class AcknowledgedWrites:
    """Runs clients in threads until the end of the `with` block."""

    def __init__(self, clients: list[Client]):
        self.clients, self._over = clients, Event()
        self._threads = [Thread(target=client.work, args=[self._over], daemon=True) for client in clients]

    def __enter__(self) -> "AcknowledgedWrites":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    @property
    def acknowledged(self) -> list[str]:
        """The texts that the site confirmed to all clients."""
        return [text for client in self.clients for text in client.acknowledged]

    @property
    def statuses(self) -> set[int]:
        """The status codes that the clients got."""
        return {status for client in self.clients for status in client.statuses}

    @property
    def unanswered(self) -> int:
        """The number of requests without an answer."""
        return sum(client.unanswered for client in self.clients)

    def missing(self, kept: list[str]) -> list[str]:
        """The acknowledged texts that are not among `kept`."""
        return sorted(set(self.acknowledged) - set(kept))
