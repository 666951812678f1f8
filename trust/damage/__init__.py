# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Flips bits in, and cuts, every kind of file a desk keeps or sends, and looks what is said."""
