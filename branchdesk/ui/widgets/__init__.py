# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The toolkit: controls that know how they look and nothing about what the business does."""
