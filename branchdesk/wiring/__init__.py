# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The Qt-free composition root: settings, clock, store, sync and reports make the services."""
