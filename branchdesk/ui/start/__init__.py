# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Everything before the pages: first start, choosing, unlocking, recovering, restoring."""
