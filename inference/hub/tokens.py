"""The hub's access token: kept in the system's keyring, never in a file, never in a log."""

from __future__ import annotations

import logging
import os
import re
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from inference.errors import HubRefused, Sentence

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "Scumble"
VARIABLE = "HF_TOKEN"  # as other programs of the hub read it
NOT_KEPT = Sentence(
    "This computer has no keyring that is open, so the access token is kept only until Scumble ends."
)
_FORM = re.compile(r"[\x21-\x7e]{8,400}")

logger = logging.getLogger(__name__)


class TokenStore:
    """Tokens by the hub they are for. Each call may wait until the artist opens the keyring.

    `backend` replaces the system's keyring; without one that works, tokens live as long as the store.
    """

    def __init__(self, backend: KeyringBackend | None = None) -> None:
        self._backend = backend
        self._looked = backend is not None
        self._session: dict[str, str] = {}

    def read(self, endpoint: str) -> str | None:
        """The token for this hub: the one entered, else the one of the environment."""
        account = _account(endpoint)
        token = self._session.get(account) or self._kept(account) or os.environ.get(VARIABLE, "").strip()
        return token if token and _FORM.fullmatch(token) else None

    def write(self, endpoint: str, token: str) -> Sentence | None:
        """Keep a token; a sentence where that is for this session only. Raises HubRefused for no token."""
        token = token.strip()
        if not _FORM.fullmatch(token):
            raise HubRefused(
                "That is no access token. Copy it whole from {page}; it begins with hf_.",
                page=f"{endpoint}/settings/tokens",
            )
        account = _account(endpoint)
        if self._keep(account, token):
            self._session.pop(account, None)
            return None
        self._session[account] = token
        return NOT_KEPT

    def forget(self, endpoint: str) -> None:
        """Remove the token that was entered for this hub."""
        account = _account(endpoint)
        self._session.pop(account, None)
        backend = self._system()
        if backend is None:
            return
        try:
            if backend.get_password(SERVICE, account) is not None:
                backend.delete_password(SERVICE, account)
        except _troubles() as error:
            raise HubRefused(
                "The access token could not be removed from the keyring: {reason}. Remove it there, under "
                "'{service}'.",
                reason=str(error) or type(error).__name__,
                service=SERVICE,
            ) from error

    def _kept(self, account: str) -> str | None:
        backend = self._system()
        if backend is None:
            return None
        try:
            return backend.get_password(SERVICE, account)
        except _troubles() as error:
            logger.warning("the keyring does not answer: %s", type(error).__name__)
            return None

    def _keep(self, account: str, token: str) -> bool:
        backend = self._system()
        if backend is None:
            return False
        try:
            backend.set_password(SERVICE, account, token)
        except _troubles() as error:
            logger.warning("the keyring does not take the token: %s", type(error).__name__)
            return False
        return True

    def _system(self) -> KeyringBackend | None:
        if not self._looked:
            self._looked = True
            self._backend = system_keyring()
            logger.info("keyring: %s", type(self._backend).__module__ if self._backend else "none")
        return self._backend


def system_keyring() -> KeyringBackend | None:
    """The keyring of this system that keeps secrets best; None where none is to be had.

    Keyrings that other packages add are left out: they may write to a plain file.
    """
    fit = [kind for kind in _kinds() if kind.viable]
    best = max(fit, key=lambda kind: kind.priority, default=None)
    return None if best is None else best()


def _kinds() -> list[type[KeyringBackend]]:
    if sys.platform == "win32":
        from keyring.backends.Windows import WinVaultKeyring

        return [WinVaultKeyring]
    if sys.platform == "darwin":
        from keyring.backends.macOS import Keyring

        return [Keyring]
    from keyring.backends import SecretService, kwallet, libsecret

    return [SecretService.Keyring, libsecret.Keyring, kwallet.DBusKeyring]


def _troubles() -> tuple[type[Exception], ...]:
    """What a keyring may raise: it is locked, the artist would not open it, the bus is gone."""
    from keyring.errors import KeyringError

    if sys.platform == "linux":
        from secretstorage.exceptions import SecretStorageException

        return KeyringError, SecretStorageException, OSError
    return KeyringError, OSError


def _account(endpoint: str) -> str:
    return urlsplit(endpoint).netloc.rpartition("@")[2].lower()
