"""The installation's secret, with which the browser encrypts the conversations that it keeps."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from vectorstore.errors import StoreError

NAME = "browser-secret"


def installation_secret(folder: Path) -> str:
    """The secret kept in a folder, made at first use and readable by its owner alone. Raises StoreError.

    Two processes that start at once agree: the file is linked into place whole, and the second one reads it.
    """
    path = folder / NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _create(path)
        found = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(
            f"the secret {path} cannot be kept: {error}; remove the file or choose another --store"
        ) from error
    if not found:
        raise StoreError(f"the secret {path} is empty; remove the file, and a new one is made")
    return found


def _create(path: Path) -> None:
    draft = path.with_name(f"{NAME}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
