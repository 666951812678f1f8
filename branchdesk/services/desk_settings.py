# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The names of what a person sets for a desk; kept in its settings table, never exchanged."""

POLICY_SETTING = "policy_preset"
"""The identifier of the policy preset in force."""

IDLE_SETTING = "idle_lock_minutes"
"""Minutes without input until the window locks; empty means the policy's."""

COPIES_SETTING = "print_copies"
"""Which copies of a sheet are printed unless chosen otherwise, comma-separated."""

BACKUP_FOLDER_SETTING = "backup_folder"
"""Where automatic backups lie; empty means inside the desk's folder."""
