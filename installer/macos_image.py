"""Makes the disk image for macOS of the .app; signs and notarises it where the environment says as whom.

SCUMBLE_SIGN_IDENTITY   "Developer ID Application: …", as `security find-identity` lists it
SCUMBLE_NOTARY_PROFILE  a profile that `xcrun notarytool store-credentials` has kept
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from pathlib import Path

from installer import contents

ENTITLEMENTS = contents.ROOT / "installer" / "macos" / "entitlements.plist"


def make(target: Path) -> Path:
    """Write scumble-<version>-macos-<machine>.dmg into a folder; its path."""
    from installer.program import BUILD, PROGRAM

    app = BUILD / "Scumble.app"
    for name in ("LICENSE.txt", "THIRD-PARTY-NOTICES.txt"):
        shutil.copyfile(PROGRAM / name, app / "Contents" / "Resources" / name)
    sign(app)
    folder = BUILD / "image"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.copytree(app, folder / app.name, symlinks=True)
    (folder / "Applications").symlink_to("/Applications")
    path = target / f"scumble-{contents.version()}-macos-{platform.machine()}.dmg"
    command = ["hdiutil", "create", "-volname", "Scumble", "-srcfolder", str(folder)]
    subprocess.run([*command, "-ov", "-format", "ULMO", str(path)], check=True)
    notarise(path)
    return path


def sign(app: Path) -> None:
    """Sign the app with all that it holds; without an identity ad hoc, as Apple silicon insists."""
    identity = os.environ.get("SCUMBLE_SIGN_IDENTITY")
    command = ["codesign", "--force", "--deep", "--sign", identity or "-"]
    if identity:
        command += ["--options", "runtime", "--timestamp", "--entitlements", str(ENTITLEMENTS)]
    subprocess.run([*command, str(app)], check=True)


def notarise(image: Path) -> None:
    """Have Apple look at the image and staple its answer to it."""
    profile = os.environ.get("SCUMBLE_NOTARY_PROFILE")
    if profile:
        submit = ["xcrun", "notarytool", "submit", str(image), "--keychain-profile", profile, "--wait"]
        subprocess.run(submit, check=True)
        subprocess.run(["xcrun", "stapler", "staple", str(image)], check=True)
