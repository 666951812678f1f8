# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Stops the program at every single write, by kill, full disk and lost rights, and looks at it.

``acts.py`` says what is done, ``calls.py`` reads and disturbs the system calls (``seccomp.py``),
``child.py`` does the act in a forked process, ``walk.py`` goes from point to point and judges,
``check.py`` shares the points among processes and is the check of the table.
"""
