# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Everything a forger could hand to a desk, or do to its journal with the key in hand."""
