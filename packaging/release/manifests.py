# SPDX-License-Identifier: MIT
"""The manifests for winget and Scoop. Both take strings as JSON spells them."""
import json

from published import DESCRIPTION, IDENTIFIER, LICENCE, NAME, PUBLISHER, WINDOWS, sha256

SCHEMA = "1.6.0"
# What setup ends with, see mirrorwatch.nsi, in winget's words.
SETUP_ENDS_WITH = {1: "cancelledByUser", 3: "packageInUse", 4: "fileInUse", 5: "contactSupport", 6: "contactSupport",
                   7: "systemNotSupported", 8: "alreadyInstalled"}


def yaml(fields):
    """Text and numbers, lists of them, and lists of such maps."""
    return "".join(line + "\n" for line in yaml_lines(fields))


def yaml_lines(fields, indent=""):
    for key, value in fields.items():
        if not isinstance(value, list):
            yield f"{indent}{key}: {json.dumps(value)}"
            continue
        yield f"{indent}{key}:"
        for item in value:
            lines = list(yaml_lines(item)) if isinstance(item, dict) else [json.dumps(item)]
            yield f"{indent}- {lines[0]}"
            yield from (f"{indent}  {line}" for line in lines[1:])


def of_kind(kind, release, fields):
    head = {"PackageIdentifier": IDENTIFIER, "PackageVersion": release.version}
    return yaml(head | fields | {"ManifestType": kind, "ManifestVersion": SCHEMA})


def installer(release):
    return of_kind("installer", release, {
        "MinimumOSVersion": WINDOWS, "InstallerType": "nullsoft", "Scope": "machine", "InstallModes": ["interactive", "silent"],
        "UpgradeBehavior": "install", "ElevationRequirement": "elevatesSelf",
        "ExpectedReturnCodes": [{"InstallerReturnCode": code, "ReturnResponse": means} for code, means in SETUP_ENDS_WITH.items()],
        "AppsAndFeaturesEntries": [{"DisplayName": NAME, "Publisher": PUBLISHER, "ProductCode": NAME}],
        "Installers": [{"Architecture": "x64", "InstallerUrl": release.address(release.setup),
                        "InstallerSha256": sha256(release.setup).upper()}]})


def locale(release):
    return of_kind("defaultLocale", release, {
        "PackageLocale": "en-US", "Publisher": PUBLISHER, "PackageName": NAME, "License": LICENCE,
        "ShortDescription": DESCRIPTION + ".", "Moniker": "mirrorwatch", "Tags": ["wsl", "vpn", "networking", "mirrored"],
        "InstallationNotes": "For x64; on ARM64 it runs by emulation, which nobody has tried."})


def winget(release):
    """File name -> text."""
    return {f"{IDENTIFIER}.yaml": of_kind("version", release, {"DefaultLocale": "en-US"}),
            f"{IDENTIFIER}.installer.yaml": installer(release), f"{IDENTIFIER}.locale.en-US.yaml": locale(release)}


def scoop(release):
    return json.dumps({
        "version": release.version, "description": DESCRIPTION + ", in a console and without an administrator.",
        "homepage": release.url, "license": LICENCE,
        "architecture": {"64bit": {"url": release.address(release.portable), "hash": sha256(release.portable)}},
        "bin": ["mirrorwatch.exe"], "shortcuts": [["mirrorwatch-tray.exe", f"{NAME} (console)", "--console"]],
        "notes": ["Say 'mirrorwatch run' in a console; it works for you alone, as long as that is open."]}, indent=4) + "\n"
