# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A forger's tools: take bundles apart, change them, and put them together again."""

import hashlib
import io
import tarfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from branchdesk.sync import bag
from branchdesk.sync.identity import DeskKeys
from branchdesk.sync.sealing import seal, unsealed
from branchdesk.sync.tar_stream import PackedFile, read_tar, tar_bytes

Files = dict[str, bytes]


def unpack(bundle: Path, keys: DeskKeys) -> Files:
    """Return the members of a sealed bundle in their order; the receiver's keys are needed."""
    with bundle.open("rb") as source, unsealed(source, keys.age_identity()) as stream:
        return {member.name: b"".join(member.pieces()) for member in read_tar(stream)}


def changed(files: Files, name: str, old: bytes, new: bytes) -> Files:
    """Return the members with one replacement that must hit."""
    if old not in files[name]:
        raise AssertionError(f"{name} does not hold {old!r}")
    return files | {name: files[name].replace(old, new)}


def with_manifests(files: Mapping[str, bytes], keys: DeskKeys | None = None) -> Files:
    """Make every digest and size right again; sign when there are keys."""
    payload = {name: data for name, data in files.items() if name not in bag.TAG_LIMITS}
    redone = {name: files[name] for name in bag.TAG_LIMITS}
    info = redone[bag.BAG_INFO].decode().splitlines()
    oxum = f"Payload-Oxum: {sum(map(len, payload.values()))}.{len(payload)}"
    info = [oxum if line.startswith("Payload-Oxum") else line for line in info]
    redone[bag.BAG_INFO] = "".join(f"{line}\n" for line in info).encode()
    redone[bag.MANIFEST] = b"".join(
        f"{hashlib.sha256(data).hexdigest()}  {name}\n".encode() for name, data in payload.items()
    )
    redone[bag.TAG_MANIFEST] = bag.tag_manifest(redone)
    if keys is not None:
        bundle_id = next(line for line in info if line.startswith("Bundle-Id: "))
        statement = bag.signature_statement(bundle_id.removeprefix("Bundle-Id: "))
        redone[bag.SIGNATURE] = keys.sign(redone[bag.TAG_MANIFEST], statement)
    return redone | payload


def repack(files: Mapping[str, bytes], age: str, target: Path) -> Path:
    """Pack and seal members to a recipient; anybody can do that, the recipient is public."""
    members = (PackedFile(name, len(data), [data]) for name, data in files.items())
    return sealed(tar_bytes(members), age, target)


def sealed(content: Iterable[bytes], age: str, target: Path) -> Path:
    """Compress and seal anything to a recipient."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        seal(content, [age], file)
    return target


def loose_tar(files: Mapping[str, bytes], odd: tarfile.TarInfo, data: bytes = b"") -> bytes:
    """Return an archive of members and an odd one, with all that tar itself allows."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
        odd.size = len(data)
        tar.addfile(odd, io.BytesIO(data))
    return archive.getvalue()
