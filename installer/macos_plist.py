"""What macOS reads of the program: Info.plist, made from the one version number."""

from __future__ import annotations

from typing import Any

from installer import contents

PAINTING = f"{contents.APP_ID.lower()}.painting"


def info() -> dict[str, Any]:
    """The keys of Info.plist that PyInstaller does not write by itself."""
    version = contents.version()
    return {
        "CFBundleIdentifier": contents.APP_ID,
        "CFBundleName": "Scumble",
        "CFBundleDisplayName": "Scumble",
        "CFBundleVersion": version,
        "CFBundleShortVersionString": version,
        "LSApplicationCategoryType": "public.app-category.graphics-design",
        "LSMinimumSystemVersion": "13.0",  # Qt 6.11 asks for it
        "NSHighResolutionCapable": True,
        "NSSupportsAutomaticGraphicsSwitching": True,
        "NSHumanReadableCopyright": "GPL-3.0-or-later",
        "CFBundleDocumentTypes": [
            _document("Scumble painting", PAINTING, "Owner"),
            _document("OpenRaster picture", "org.freedesktop.openraster", "Alternate"),
        ],
        "UTExportedTypeDeclarations": [
            _type(
                "Scumble painting",
                PAINTING,
                ["public.data", "public.content"],
                "scumble",
                "application/x-scumble",
            )
        ],
        "UTImportedTypeDeclarations": [
            _type(
                "OpenRaster picture",
                "org.freedesktop.openraster",
                ["public.zip-archive", "public.image"],
                "ora",
                "image/openraster",
            )
        ],
    }


def _document(name: str, kind: str, rank: str) -> dict[str, Any]:
    return {
        "CFBundleTypeName": name,
        "CFBundleTypeRole": "Editor",
        "LSHandlerRank": rank,
        "LSItemContentTypes": [kind],
    }


def _type(name: str, kind: str, parents: list[str], ending: str, mime: str) -> dict[str, Any]:
    return {
        "UTTypeIdentifier": kind,
        "UTTypeDescription": name,
        "UTTypeConformsTo": parents,
        "UTTypeTagSpecification": {
            "public.filename-extension": [ending],
            "public.mime-type": [mime],
        },
    }
