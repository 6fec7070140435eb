# SPDX-License-Identifier: MIT
"""What is in the programs, as CycloneDX spells it."""
import json
import uuid
from datetime import datetime, timezone
from urllib.parse import quote

from linked import LINKED, debian_version
from published import DESCRIPTION, LICENCE, NAME, sha256

# Of the serial number, which is the same for the same content.
NAMESPACE = uuid.UUID("a1fe4ee1-e934-432e-857a-d21121ee5856")


def library(linked):
    version = quote(debian_version(linked.package), safe="")
    return {"type": "library", "bom-ref": f"{linked.name}@{linked.version()}", "name": linked.name, "version": linked.version(),
            "licenses": [{"expression": linked.licence}], "purl": f"pkg:deb/debian/{linked.package}@{version}?distro=debian"}


def program(file):
    return {"type": "file", "bom-ref": file.name, "name": file.name, "hashes": [{"alg": "SHA-256", "content": sha256(file)}]}


def sbom(release, programs):
    """`programs`: the files that a user runs."""
    own = f"{NAME}@{release.version}"
    parts = [library(linked) for linked in LINKED]
    content = {
        "metadata": {
            "timestamp": datetime.fromtimestamp(release.time, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": {"type": "application", "bom-ref": own, "name": NAME, "version": release.version,
                          "description": DESCRIPTION, "licenses": [{"expression": LICENCE}]}},
        "components": parts + [program(file) for file in programs],
        "dependencies": [{"ref": own, "dependsOn": [part["bom-ref"] for part in parts]}]}
    serial = uuid.uuid5(NAMESPACE, json.dumps(content, sort_keys=True))
    head = {"bomFormat": "CycloneDX", "specVersion": "1.5", "serialNumber": f"urn:uuid:{serial}", "version": 1}
    return json.dumps(head | content, indent=2) + "\n"
