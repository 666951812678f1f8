# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Visits: their list, the sheet that is filled in and signed on site, and its paper."""
