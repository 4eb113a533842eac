"""Who may open a published page: a file of names with salted scrypt hashes, and the rule where one is needed."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import json
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from vectorstore.errors import BadInput

SHORTEST_PASSWORD = 12
"""Characters that a password needs at least (NIST SP 800-63B asks for length, and for no other rule)."""
LONGEST_PASSWORD = 1_024
"""Bytes of a password that are looked at; a longer one is refused."""
LONGEST_NAME = 64
COST, BLOCK, PARALLEL = 2**15, 8, 3
"""scrypt's N, r and p (Percival 2009; one of the OWASP choices): 32 MiB and some tenths of a second for each try."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A hashed password: ``digest`` is scrypt's with this salt and these costs."""

    salt: bytes
    digest: bytes
    cost: int = COST
    block: int = BLOCK
    parallel: int = PARALLEL

    @classmethod
    def of(cls, password: str) -> Secret:
        """The password hashed with a new random salt."""
        salt = secrets.token_bytes(16)
        return cls(salt, _scrypt(password, salt, COST, BLOCK, PARALLEL))

    def matches(self, password: str) -> bool:
        """Whether this is the password, compared in constant time."""
        return hmac.compare_digest(self.digest, _scrypt(password, self.salt, self.cost, self.block, self.parallel))

    def to_dict(self) -> dict[str, str | int]:
        """Plain JSON."""
        return {"salt": self.salt.hex(), "digest": self.digest.hex(), "n": self.cost, "r": self.block,
                "p": self.parallel}  # fmt: skip


class Users:
    """The names of a file and their hashed passwords. There is no default user and no default password."""

    def __init__(self, secrets_of: Mapping[str, Secret]) -> None:
        self._secrets = dict(secrets_of)
        self._nobody = Secret.of(secrets.token_urlsafe())
        """What an unknown name is compared with, so that it takes as long as a known one."""

    @classmethod
    def read(cls, path: Path) -> Users:
        """The users of a file. Raises BadInput where there is none, it is not one of ours, or nobody stands in it."""
        users = _read(path)
        if not users:
            raise BadInput(f"nobody is in the users file {path}; add someone with --auth {path} --add-user NAME")
        return cls(users)

    def __contains__(self, name: str) -> bool:
        return name in self._secrets

    def check(self, name: str, password: str) -> bool:
        """Whether the name is known and the password is right; takes as long for a name that is not known."""
        if len(password.encode("utf-8", "replace")) > LONGEST_PASSWORD:
            return False
        right = self._secrets.get(name, self._nobody).matches(password)
        return right and name in self._secrets


def add_user(path: Path, name: str, password: str) -> None:
    """Adds a user to the file, which only its owner may read, or gives a known one a new password.

    Raises BadInput for a name or a password that cannot be used, and for a file that cannot be written.
    """
    if not 0 < len(name) <= LONGEST_NAME or ":" in name or not name.isprintable() or name != name.strip():
        raise BadInput(f"a user's name has 1 to {LONGEST_NAME} printable characters, no colon and no space around it")
    if len(password) < SHORTEST_PASSWORD:
        raise BadInput(f"the password is too short; use at least {SHORTEST_PASSWORD} characters")
    if len(password.encode("utf-8", "replace")) > LONGEST_PASSWORD:
        raise BadInput(f"the password is too long; use at most {LONGEST_PASSWORD} bytes")
    users = (_read(path) if path.exists() else {}) | {name: Secret.of(password)}
    written = {known: one.to_dict() for known, one in sorted(users.items())}
    _write(path, json.dumps(written, ensure_ascii=False, indent=1) + "\n")


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server that binds to this host."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _scrypt(password: str, salt: bytes, cost: int, block: int, parallel: int) -> bytes:
    memory = 2 * 128 * cost * block * parallel  # twice what the algorithm needs
    return hashlib.scrypt(
        password.encode("utf-8", "replace"), salt=salt, n=cost, r=block, p=parallel, maxmem=memory, dklen=32
    )


def _read(path: Path) -> dict[str, Secret]:
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        return {name: _secret(fields) for name, fields in stored.items()}
    except FileNotFoundError as error:
        raise BadInput(f"there is no users file {path}; make one with --auth {path} --add-user NAME") from error
    except OSError as error:
        raise BadInput(f"the users file {path} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(f"{path} is not a users file; make one with --add-user NAME") from error


def _secret(fields: Mapping[str, str | int]) -> Secret:
    cost, block, parallel = (int(fields[name]) for name in ("n", "r", "p"))
    if not (1 < cost <= 2**20 and 0 < block <= 32 and 0 < parallel <= 16):  # noqa: PLR2004 (beyond them a try takes minutes)
        raise ValueError("scrypt's costs are out of range")
    return Secret(bytes.fromhex(str(fields["salt"])), bytes.fromhex(str(fields["digest"])), cost, block, parallel)


def _write(path: Path, content: str) -> None:
    """Replaces the file at once; mkstemp makes it readable by its owner alone."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(content)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise BadInput(f"the users file {path} cannot be written: {error.strerror}") from error
