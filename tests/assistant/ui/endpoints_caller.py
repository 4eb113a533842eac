"""Another program that calls the API with gradio_client: reads {address, headers, calls} as JSON, prints the replies.

A process of its own, since the client leaves sockets and event loops open behind it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any


def predict(address: str, *calls: dict[str, Any], headers: dict[str, str] | None = None) -> list[Any]:
    """The replies to calls, each the arguments of ``Client.predict``; a failed one gives {"error": its sentence}."""
    request = json.dumps({"address": address, "headers": headers or {}, "calls": calls})
    done = subprocess.run([sys.executable, __file__], input=request, capture_output=True, text=True, check=True)
    replies: list[Any] = json.loads(done.stdout)
    return replies


def main() -> None:
    from gradio_client import Client
    from gradio_client.exceptions import AppError

    request = json.load(sys.stdin)
    client = Client(request["address"], verbose=False, headers=request["headers"])
    replies = []
    for call in request["calls"]:
        try:
            replies.append(client.predict(**call))
        except AppError as error:
            replies.append({"error": str(error)})
    json.dump(replies, sys.stdout)


if __name__ == "__main__":
    main()
