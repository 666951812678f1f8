# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The names under which a desk keeps its own facts in its settings table."""

KEYS_SETTING = "desk_keys"
"""The desk's private keys, base64."""

CHAIN_SETTING = "certificate_chain"
"""The certificates, one JSON document a line, the desk's own first."""

ESCROW_SETTING = "escrow_age"
"""Headquarters' age recipient, to which every bundle is sealed as well."""

POLICY_SETTING = "policy_preset"
"""The identifier of the policy preset in force."""

IDENTITY_SETTING = "desk_identity"
"""Code, role, name and node of the desk, against a ``desk.json`` changed from outside."""

REQUEST_SETTING = "enrolment_request"
"""The request file this desk made, needed to check the answer."""

SHEET_STATEMENT = "branchdesk visit sheet"
"""What the signature in a sheet's QR code is for."""
