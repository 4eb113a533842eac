"""``python -m assistant`` is ``news-assistant``."""

from assistant.cli import main

main()
