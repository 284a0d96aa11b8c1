"""Announces a new version: makes the signing key once, and signs the file that 'Check for updates' reads.

    python -m installer.release_feed keygen KEY_FILE --address https://…/scumble.json
    python -m installer.release_feed sign KEY_FILE --page https://… --news "Faster brushes" -o scumble.json

`keygen` writes the private key to KEY_FILE, which stays out of the repository, and the public one with the
address to resources/updates.json. `sign` announces the version in app/__init__.py.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app import VERSION
from app.updates import PURPOSE, SOURCE, read


def main() -> int:
    """The exit status."""
    options = _options()
    if options.deed == "keygen":
        public = make_key(options.key)
        SOURCE.write_text(json.dumps({"address": options.address, "key": public}) + "\n", encoding="utf-8")
        print(f"The public key is in {SOURCE}. Keep {options.key} safe: who has it can announce versions.")
        return 0
    key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(options.key.read_text(encoding="ascii")))
    announced = signed(key, VERSION, options.page, options.news)
    read(announced, public_part(key))  # as the program will
    options.output.write_bytes(announced)
    print(f"{options.output} announces Scumble {VERSION}.")
    return 0


def make_key(path: Path) -> str:
    """Write a new private key, for its owner alone, and give its public part as base64."""
    key = Ed25519PrivateKey.generate()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w", encoding="ascii") as file:
        file.write(base64.b64encode(key.private_bytes_raw()).decode() + "\n")
    return public_part(key)


def public_part(key: Ed25519PrivateKey) -> str:
    """What the program needs to know of a key, as base64."""
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def signed(key: Ed25519PrivateKey, version: str, page: str, news: list[str]) -> bytes:
    """The file that announces a version."""
    release = json.dumps({"format": 1, "version": version, "page": page, "news": news}).encode()
    signature = key.sign(PURPOSE + release)
    told = {"signed": base64.b64encode(release).decode(), "signature": base64.b64encode(signature).decode()}
    return json.dumps(told).encode() + b"\n"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    deeds = parser.add_subparsers(dest="deed", required=True)
    keygen, sign = deeds.add_parser("keygen"), deeds.add_parser("sign")
    for deed in (keygen, sign):
        deed.add_argument("key", type=Path)
    keygen.add_argument("--address", required=True, help="where the signed file will lie")
    sign.add_argument("--page", required=True, help="where the new version can be got")
    sign.add_argument("--news", action="append", default=[], help="a line of what is new")
    sign.add_argument("-o", "--output", type=Path, required=True)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
