# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What a stranger may trust with a year of work, tried out: ``python3 run.py trust``.

A check is an object with a ``name`` and a ``run`` that yields rows (see ``trust/frame.py``). It
lives in a module of its own and is registered with one line in ``trust/checks.py``. Both scales
go through the same code: ``Scale.WHOLE`` tries everything, ``Scale.QUICK`` one case of each class
within seconds, which is what the tests under ``tests/trust`` do.
"""
