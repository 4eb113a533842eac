"""News Assistant in the browser: what ``news-assistant serve`` starts, with its options."""

from __future__ import annotations

import sys

from assistant.cli import main

if __name__ == "__main__":
    sys.argv.insert(1, "serve")
    main()
