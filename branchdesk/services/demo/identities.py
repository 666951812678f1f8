# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Phones, credit codes and addresses that pass every check and cannot exist.

Mobile numbers lie in 154 00.. (customers) and 154 09.. (staff), which was never assigned; landlines
in area 026, which no place in China has; credit codes in administrative area 990000; e-mail under
the reserved domain ``.example``.
"""

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


class Numbers:
    """Hands out the invented numbers of one branch; ``ordinal`` is the branch's place, 1 to 9."""

    def __init__(self, ordinal: int) -> None:
        """Start all runs at one."""
        self._ordinal = ordinal
        self._mobile = 0
        self._landline = 0
        self._code = 0
        self._product = 0

    def mobile(self) -> str:
        """Return the next mobile number of a customer's contact."""
        self._mobile += 1
        return f"15400{self._ordinal:02d}{self._mobile:04d}"

    def landline(self) -> str:
        """Return the next landline; every branch has its own thousand behind the first hundred."""
        self._landline += 1
        return f"026-5550{(self._ordinal * 1000 + 400 + self._landline) % 10_000:04d}"

    def credit_code(self) -> str:
        """Return the next unified social credit code with both check digits right (GB 32100)."""
        self._code += 1
        return credit_code(self._ordinal * 10_000 + self._code)

    def product(self) -> int:
        """Return the next running number of a sold product, different in every branch."""
        self._product += 1
        return self._ordinal * 100_000 + self._product


def staff_mobile(ordinal: int, running: int) -> str:
    """Return the mobile number of a member of staff of a branch."""
    return f"15409{ordinal:02d}{running:04d}"


def credit_code(running: int) -> str:
    """Return the invented credit code with a five-digit running number (0 to 99999)."""
    body = f"MA9{running:05d}"
    total = sum(
        int(ch, 36) * weight for ch, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True)
    )
    code = f"91990000{body}{'0123456789X0'[11 - total % 11]}"
    total = sum(
        _ALPHABET.index(ch) * weight for ch, weight in zip(code, _CODE_WEIGHTS, strict=True)
    )
    return code + _ALPHABET[(31 - total % 31) % 31]


def organisation_code_is_valid(code: str) -> bool:
    """Check the nine characters of an organisation inside a credit code (GB 11714)."""
    body, check = code[8:16], code[16]
    total = sum(
        int(ch, 36) * weight for ch, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True)
    )
    return "0123456789X0"[11 - total % 11] == check
