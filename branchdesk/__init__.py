# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""BranchDesk: an offline field-service desk for branch offices."""

__version__ = "0.1.0"
