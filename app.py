"""News Assistant in the browser: compose the page and launch it. Options: ``news-assistant serve --help``."""

from __future__ import annotations

import sys

from assistant.cli import main

if __name__ == "__main__":
    sys.argv[1:1] = ["serve"]
    main()
