# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The invented year of the demo desks: rows and files, made from a seed and a date."""
