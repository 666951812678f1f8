#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Start BranchDesk from a checkout, with nothing but Python 3.11 or later.

    python3 run.py                     open the window
    python3 run.py test [ARGUMENTS]    lint, types, import contracts, tests (arguments: pytest's)
    python3 run.py pictures DIR        render every page into pictures
    python3 run.py bench [ARGUMENTS]   measure
    python3 run.py trust [NAME…]       kill, damage, forge and leaf through (--quick, --json)
    python3 run.py COMMAND …           the command line, for example: walkthrough DIR

What is missing is installed once into .venv beside this file; a later start installs nothing and
does not touch the network. Only the standard library may be imported here.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parent
OLDEST_PYTHON = (3, 11)

# Shared library → Debian package: what Qt needs to be imported and to draw without a screen …
WINDOW_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libfreetype.so.6": "libfreetype6",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    # … and to draw on an X11 screen.
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
# Program → Debian package: independent tools the tests check our files with.
TEST_PROGRAMS = {
    "age": "age",
    "minisign": "minisign",
    "zstd": "zstd",
    "pdftotext": "poppler-utils",
    "Xvfb": "xvfb",
    "xdotool": "xdotool",
}


def main(arguments: list[str]) -> NoReturn:
    """Prepare what the wish needs, then hand over to it; never returns."""
    if sys.version_info < OLDEST_PYTHON:
        stop("BranchDesk needs Python 3.11 or later; this is " + sys.version.split()[0])
    wish = arguments[0] if arguments else ""
    # Options without a command belong to the program itself, which knows what they mean.
    wants_window = not wish or wish.startswith("-")
    tools = wish in {"test", "pictures", "bench", "trust"}
    home = Environment(ROOT, Path(os.environ.get("BRANCHDESK_VENV", ROOT / ".venv")))
    home.prepare(window=wants_window or tools, tools=tools)
    if wish == "test":
        sys.exit(run_checks(home, arguments[1:]))
    if wants_window:
        home.replace_this_process("branchdesk", arguments)
    if wish == "pictures":
        home.replace_this_process("tests.pictures", arguments[1:])
    if wish == "bench":
        home.replace_this_process("benchmarks", arguments[1:])
    if wish == "trust":
        home.replace_this_process("trust", arguments[1:])
    home.replace_this_process("branchdesk.cli", arguments)


class Environment:
    """The local environment of a checkout and the stamp that says what it already holds."""

    def __init__(self, root: Path, folder: Path) -> None:
        """Name the checkout and the folder of its environment; nothing is touched yet."""
        self.root = root
        self.folder = folder
        self.programs = folder / ("Scripts" if os.name == "nt" else "bin")
        self.python = self.programs / ("python.exe" if os.name == "nt" else "python")
        self._stamp = folder / "branchdesk-stamp.json"

    def prepare(self, *, window: bool, tools: bool) -> None:
        """Install what is missing for the window (``window``) and for development (``tools``)."""
        wanted = {"app"} | ({"window"} if window else set()) | ({"tools"} if tools else set())
        requirements = self.requirements()
        digest = self.digest(requirements)
        held = self._held(digest)
        if wanted <= held:
            return
        if "window" in wanted - held:
            install_system_packages(missing_libraries(WINDOW_LIBRARIES), needed=True)
        if "tools" in wanted - held:
            install_system_packages(missing_programs(TEST_PROGRAMS), needed=False)
        if not self.python.exists():
            create_environment(self.folder)
        if "app" not in held or "tools" in wanted - held:
            self._install(requirements["app"] + (requirements["dev"] if "tools" in wanted else []))
        self._keep(digest, held | wanted)

    def requirements(self) -> dict[str, list[str]]:
        """Return the libraries of the program (``app``) and of its development (``dev``)."""
        import tomllib

        project: dict[str, Any] = tomllib.loads(
            (self.root / "pyproject.toml").read_text(encoding="utf-8")
        )["project"]
        return {
            "app": project["dependencies"],
            "dev": project["optional-dependencies"]["dev"],
        }

    def digest(self, requirements: dict[str, list[str]]) -> str:
        """Return a digest of everything an installation depends on."""
        parts = [
            sys.version,
            json.dumps([requirements, WINDOW_LIBRARIES, TEST_PROGRAMS], sort_keys=True),
            (self.root / "constraints.txt").read_text(encoding="utf-8"),
        ]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def _held(self, digest: str) -> set[str]:
        try:
            stamp = json.loads(self._stamp.read_text(encoding="utf-8"))
            if stamp["digest"] == digest and self.python.exists():
                return set(stamp["holds"])
        except (OSError, ValueError, KeyError, TypeError):
            pass  # never finished: as good as empty
        return set()

    def _keep(self, digest: str, holds: set[str]) -> None:
        text = json.dumps({"digest": digest, "holds": sorted(holds)})
        fresh = self._stamp.with_suffix(".new")
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(self._stamp)

    def _install(self, requirements: list[str]) -> None:
        say(f"Installing {len(requirements)} libraries into {self.folder} (once; some minutes) …")
        command = [
            *(str(self.python), "-m", "pip", "install"),
            *("--disable-pip-version-check", "--no-input", "--prefer-binary"),
            *([] if sys.stdout.isatty() else ["--quiet", "--root-user-action=ignore"]),
            *("--constraint", str(self.root / "constraints.txt")),
            *requirements,
        ]
        if subprocess.run(command, check=False).returncode:
            stop(
                "The libraries could not be installed (see above). With a working network, or\n"
                "PIP_INDEX_URL set to a mirror, start again; it goes on where it stopped."
            )

    def variables(self) -> dict[str, str]:
        """Return the process environment in which ``import branchdesk`` finds this checkout."""
        variables = dict(os.environ)
        others = variables.get("PYTHONPATH")
        variables["PYTHONPATH"] = os.pathsep.join([str(self.root), *([others] if others else [])])
        return variables

    def replace_this_process(self, module: str, arguments: list[str]) -> NoReturn:
        """Run ``python -m module`` in place of this process, in the caller's folder."""
        command = [str(self.python), "-m", module, *arguments]
        if os.name == "nt":  # exec would give the prompt back before the program ends
            sys.exit(subprocess.run(command, env=self.variables(), check=False).returncode)
        os.execve(self.python, command, self.variables())  # noqa: S606 - our own interpreter


def create_environment(folder: Path) -> None:
    """Make an empty environment; Debian keeps ``ensurepip`` in a package of its own."""
    if importlib.util.find_spec("ensurepip") is None:
        install_system_packages(["python3-venv"], needed=True)
    say(f"Creating {folder} …")
    # Another process: after the installation above this one does not see ensurepip yet.
    command = [sys.executable, "-m", "venv", "--clear", str(folder)]
    if subprocess.run(command, check=False).returncode:
        stop(f"The environment {folder} could not be created (see above).")


def missing_libraries(libraries: dict[str, str]) -> list[str]:
    """Return the packages of those shared libraries that this machine cannot load."""
    if not sys.platform.startswith("linux"):
        return []
    missing = []
    for name, package in libraries.items():
        try:
            ctypes.CDLL(name)
        except OSError:
            missing.append(package)
    return missing


def missing_programs(programs: dict[str, str]) -> list[str]:
    """Return the packages of those programs that are not on the path."""
    return [package for name, package in programs.items() if shutil.which(name) is None]


def install_system_packages(packages: list[str], *, needed: bool) -> None:
    """Install Debian packages when this person may; otherwise print the one line to run.

    Stops when they are ``needed`` and this is a Debian-like system, where the line will help.
    """
    if not packages:
        return
    line = "apt-get install -y --no-install-recommends " + " ".join(packages)
    if shutil.which("apt-get") is None:
        say("Missing on this system (named as in Debian): " + " ".join(packages))
        return
    rights = administrator_rights()
    if rights is not None:
        say("Installing system packages: " + " ".join(packages) + " …")
        if run_apt(rights, line.split()[1:]):
            return
    say("Some system packages are missing. Please run:\n\n    sudo " + line + "\n")
    if needed:
        sys.exit(1)


def administrator_rights() -> list[str] | None:
    """Return the prefix that lets a command run as root without a password, None if there is no."""
    if sys.platform == "win32":
        return None
    if os.geteuid() == 0:
        return []
    prefix = ["sudo", "-n"]
    if shutil.which("sudo") is None:
        return None
    answer = subprocess.run([*prefix, "true"], check=False, capture_output=True)
    return None if answer.returncode else prefix


def run_apt(rights: list[str], arguments: list[str]) -> bool:
    """Run apt-get; when that fails (lists empty or old) refresh the lists and try once more."""
    apt = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    apt += ["-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0"]
    install = [*apt, *arguments]
    if not subprocess.run(install, capture_output=True, check=False).returncode:
        return True
    subprocess.run([*apt, "update"], check=False)
    return not subprocess.run(install, stdout=subprocess.DEVNULL, check=False).returncode


def run_checks(home: Environment, arguments: list[str]) -> int:
    """Run every check, also after a failed one, and pytest last; return the exit code."""
    python = str(home.python)
    checks = [
        [python, "-m", "ruff", "check", "."],
        [python, "-m", "ruff", "format", "--check", "."],
        [python, "-m", "mypy"],
        [str(home.programs / "lint-imports")],
    ]
    failed = [
        " ".join(check[1:]) or "lint-imports" for check in checks if not run_check(home, check)
    ]
    if failed:
        say("FAILED: " + ", ".join(failed))
    tests_pass = run_check(home, [python, "-m", "pytest", *(arguments or ["-n", "auto"])])
    return 0 if tests_pass and not failed else 1


def run_check(home: Environment, command: list[str]) -> bool:
    """Run one check in the checkout and return whether it passed."""
    say("· " + " ".join([Path(command[0]).name, *command[1:]]))
    return not subprocess.run(command, cwd=home.root, env=home.variables(), check=False).returncode


def say(message: str) -> None:
    """Tell the person; stderr, because stdout may be somebody's JSON."""
    print(message, file=sys.stderr, flush=True)


def stop(message: str) -> NoReturn:
    """Tell the person why it does not go on, and end."""
    say(message)
    sys.exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
