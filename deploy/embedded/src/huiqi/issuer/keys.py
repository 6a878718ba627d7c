"""The issuer's signing keys: made at first start, kept in the data folder, replaced by `rotate`."""

import json
from pathlib import Path
from typing import Any, Final

from joserfc.jwk import KeySet, RSAKey

from huiqi.issuer.accounts import write_private

ALGORITHM: Final = "RS256"  # the one that every OpenID provider must offer
_BITS: Final = 2048
# Tokens outlive a rotation by an hour at most; two former keys leave room for two in a row.
_KEPT: Final = 3


class Keys:
    """The key set of one data folder, the current key first. Notices a rotation by another process."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "issuer" / "keys.json"
        self._read_at: int | None = None
        self._keys: list[RSAKey] = []

    @property
    def current(self) -> RSAKey:
        """The key that signs."""
        return self._load()[0]

    def verifying(self) -> KeySet:
        """Return every key whose signatures still count."""
        return KeySet(list(self._load()))

    def document(self) -> dict[str, Any]:
        """Return the JSON Web Key Set that anybody may see."""
        return {
            "keys": [
                {**key.as_dict(private=False), "use": "sig", "alg": ALGORITHM, "kid": key.kid}
                for key in self._load()
            ]
        }

    def rotate(self) -> str:
        """Make a new current key, keep the last ones for verifying, and return the new one's id."""
        self._save([_new_key(), *self._load()][:_KEPT])
        return str(self.current.kid)

    def _load(self) -> list[RSAKey]:
        if not self.path.exists():
            self._save([_new_key()])
        changed_at = self.path.stat().st_mtime_ns
        if changed_at != self._read_at:
            rows = json.loads(self.path.read_text(encoding="utf-8"))["keys"]
            self._keys, self._read_at = [RSAKey.import_key(row) for row in rows], changed_at
        return self._keys

    def _save(self, keys: list[RSAKey]) -> None:
        rows = [{**key.as_dict(private=True), "kid": key.kid} for key in keys]
        write_private(self.path, json.dumps({"keys": rows}))
        self._read_at = None


def rotate_keys(data_folder: Path) -> str:
    """Rotate the keys of a data folder, whether or not a system runs on it. Returns the new key's id."""
    return Keys(data_folder).rotate()


def _new_key() -> RSAKey:
    key = RSAKey.generate_key(_BITS)
    key.ensure_kid()
    return key
