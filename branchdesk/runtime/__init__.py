# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Paths, settings, passphrases, logs, crash reports, single instance, fonts and translations."""
