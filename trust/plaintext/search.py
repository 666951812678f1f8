# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Looks for words in every file of a folder, in every coat a program could have put on them."""

import base64
import bz2
import gzip
import io
import json
import lzma
import tarfile
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import zstandard

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
LARGEST_UNPACKED = 256 * 1024 * 1024
DEEPEST = 4

READABLE = {
    b"%PDF-": "a PDF",
    b"\x89PNG\r\n\x1a\n": "a picture",
    b"\xff\xd8\xff": "a photo",
    b"SQLite format 3\0": "an open database",
}
"""Beginnings of files in which words stand as glyphs or pixels, or which nobody encrypted."""


def coats(word: str) -> Mapping[str, bytes]:
    """Return a word as it could stand in a file, by the name of the coat."""
    found = {encoding: word.encode(encoding) for encoding in ENCODINGS}
    found["JSON"] = json.dumps(word)[1:-1].encode()
    found["URL"] = urllib.parse.quote(word).encode()
    found["hex"] = word.encode().hex().encode()
    for shift in range(3):
        # The middle of what base64 makes of it, wherever it stands in the bytes around.
        text = base64.b64encode(bytes(shift) + word.encode())
        found[f"base64+{shift}"] = text[4 if shift else 0 : len(text) // 4 * 4 - 4]
    unique: dict[bytes, str] = {}
    for name, content in found.items():
        unique.setdefault(content, name)
    return {name: content for content, name in unique.items() if len(content) >= 6}


def search(root: Path, words: Mapping[str, str]) -> tuple[int, list[str]]:
    """Return how many files were read and where a word stands: in contents and in names.

    ``words`` maps what is looked for (``phone``) to the word. Files that come and go meanwhile
    are read if they can be.
    """
    patterns = [
        (what, coat, content)
        for what, word in words.items()
        for coat, content in coats(word).items()
    ]
    count, found = 0, []
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        found += [f"{what} in the name of {name}" for what, word in words.items() if word in name]
        if not path.is_file():
            continue
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            continue
        count += 1
        for place, layer in _layers(name, content, 0):
            found += [f"{what} as {coat} in {place}" for what, coat, p in patterns if p in layer]
            readable = next((k for start, k in READABLE.items() if layer.startswith(start)), None)
            if readable:
                found.append(f"{readable}: {place}")
    return count, found


def _layers(name: str, content: bytes, depth: int) -> Iterator[tuple[str, bytes]]:
    """Yield a content and whatever can be unpacked from it."""
    yield name, content
    if depth == DEEPEST:
        return
    for inner, unpacked in _unpacked(content):
        yield from _layers(f"{name} → {inner}", unpacked, depth + 1)


def _unpacked(content: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        if content.startswith(b"PK\x03\x04"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for entry in archive.infolist():
                    yield entry.filename, archive.read(entry)
        elif content.startswith(b"\x1f\x8b"):
            yield "gzip", gzip.decompress(content)
        elif content.startswith(b"BZh"):
            yield "bzip2", bz2.decompress(content)
        elif content.startswith(b"\xfd7zXZ"):
            yield "xz", lzma.decompress(content)
        elif content.startswith(b"\x28\xb5\x2f\xfd"):
            reader = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(content))
            yield "zstd", reader.read(LARGEST_UNPACKED)
        elif content[257:262] == b"ustar":
            with tarfile.open(fileobj=io.BytesIO(content)) as tar:
                for member in tar:
                    file = tar.extractfile(member)
                    if file is not None:
                        yield member.name, file.read()
        elif content[:1] == b"\x78":
            yield "zlib", zlib.decompress(content)
    except (OSError, EOFError, ValueError, zipfile.BadZipFile, zlib.error, lzma.LZMAError):
        return
    except (tarfile.TarError, zstandard.ZstdError):
        return
