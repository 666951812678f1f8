# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Plants words in desks at work and looks for them in everything that reaches the disk."""
