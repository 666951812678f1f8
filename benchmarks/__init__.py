# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Figures beside their baselines, measured in the same run: ``python3 run.py bench``."""
