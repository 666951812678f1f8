# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The two static font files that paper and window share, made once from a variable font."""

import hashlib
import importlib.metadata
import importlib.util
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from branchdesk.domain.errors import UserError
from branchdesk.domain.os_errors import translate_os_error
from branchdesk.domain.text import T
from branchdesk.runtime.atomic import write_atomic

_PACKAGE = "justmytype_intl_cjk"
_SOURCE = "fonts/ofl/notosanssc/NotoSansSC[wght].ttf"
_FAMILY = "Noto Sans SC"
_RECIPE = 1
"""Raised when the same libraries would make other bytes out of the same source."""
_ITALIC, _BOLD, _REGULAR = 0x01, 0x20, 0x40  # OS/2 fsSelection


@dataclass(frozen=True)
class FontFiles:
    """The Chinese family as static TrueType files; ``regular`` is weight 400, ``bold`` 700."""

    regular: Path
    bold: Path


class _Built(msgspec.Struct, frozen=True):
    size: int
    modified: int
    sha256: str


def ensure_fonts(cache: Path) -> FontFiles:
    """Return the font files below ``cache``, building them when they are missing or damaged.

    Building takes one to two seconds. The bytes depend only on the font and on the libraries, so
    that papers are the same on every machine and two processes may build at once. Raises UserError
    when the font package is not installed or the cache cannot be written.
    """
    source = _find_source()
    folder = cache / "fonts" / _identity(source)
    files = FontFiles(folder / "NotoSansSC-Regular.ttf", folder / "NotoSansSC-Bold.ttf")
    manifest = folder / "built.json"
    if _is_intact(manifest, files):
        return files
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise translate_os_error(error, folder) from error
    built = {}
    for path, weight in ((files.regular, 400), (files.bold, 700)):
        data = _make_static(source, weight)
        # A file in use cannot be replaced on Windows, and need not be when it is right.
        if _digest(path) != hashlib.sha256(data).hexdigest():
            write_atomic(path, data)
        built[path.name] = _describe(path)
    write_atomic(manifest, msgspec.json.encode(built))
    return files


def _find_source() -> Path:
    found = importlib.util.find_spec(_PACKAGE)
    source = Path(found.origin).parent / _SOURCE if found and found.origin else None
    if source is None or not source.is_file():
        raise UserError(
            T("The Chinese font is missing"),
            T("The package {package} is not installed completely.", package=_PACKAGE),
            T("Install the program again."),
        )
    return source


def _identity(source: Path) -> str:
    """Name the font and everything that shapes the bytes made from it."""
    parts = [str(_RECIPE), str(source.stat().st_size)]
    parts += [importlib.metadata.version(name) for name in (_PACKAGE, "uharfbuzz", "fonttools")]
    return hashlib.sha256("/".join(parts).encode()).hexdigest()[:16]


def _is_intact(manifest: Path, files: FontFiles) -> bool:
    """Compare size and time at every start; read the 20 MB only when those differ."""
    try:
        built = msgspec.json.decode(manifest.read_bytes(), type=dict[str, _Built])
        for path in (files.regular, files.bold):
            expected, status = built[path.name], path.stat()
            if (status.st_size, status.st_mtime_ns) == (expected.size, expected.modified):
                continue
            if _digest(path) != expected.sha256:
                return False
    except (OSError, KeyError, msgspec.MsgspecError):
        return False
    return True


def _describe(path: Path) -> _Built:
    status = path.stat()
    return _Built(status.st_size, status.st_mtime_ns, _digest(path))


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file, empty when there is none."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _make_static(source: Path, weight: int) -> bytes:
    """Cut one weight out of the variable font and give it the names of a static one.

    HarfBuzz does in a quarter of a second what fontTools needs 25 s for, but leaves the names of
    the default instance (Thin), by which Qt and PDF viewers would tell the files apart.
    """
    import uharfbuzz
    from fontTools.ttLib import TTFont

    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(source)))
    plan = uharfbuzz.SubsetInput()
    plan.keep_everything()
    plan.pin_axis_location(face, "wght", weight)
    # A new modification time in the head table would make every archived paper differ.
    font = TTFont(
        io.BytesIO(uharfbuzz.subset(face, plan).blob.data), lazy=True, recalcTimestamp=False
    )
    style = "Bold" if weight == 700 else "Regular"
    _rename(font["name"], style)
    bits = font["OS/2"].fsSelection & ~(_ITALIC | _BOLD | _REGULAR)
    font["OS/2"].fsSelection = bits | (_BOLD if weight == 700 else _REGULAR)
    font["OS/2"].usWeightClass = weight
    font["head"].macStyle = 1 if weight == 700 else 0
    if "STAT" in font:
        del font["STAT"]
    result = io.BytesIO()
    font.save(result, reorderTables=False)
    return result.getvalue()


def _rename(names: Any, style: str) -> None:
    postscript = "NotoSansSC-" + style
    kept = {
        1: _FAMILY,
        2: style,
        3: "BranchDesk;" + postscript,
        4: f"{_FAMILY} {style}",
        6: postscript,
    }
    typographic = (16, 17, 21, 22, 25)
    for name_id in (*typographic, *kept):
        names.removeNames(nameID=name_id)
    for name_id, value in kept.items():
        names.setName(value, name_id, 3, 1, 0x409)
