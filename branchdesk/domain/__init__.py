# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What the business knows: record kinds, states, rules, clocks, merge rule, signatures.

Pure Python: nothing here touches files, databases, windows or the machine's clock.
"""
