# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The palette of the window, light and dark, and the arithmetic of contrast (WCAG 2.2)."""

from dataclasses import dataclass, fields
from typing import Literal

Tone = Literal["red", "amber", "green", "blue", "grey"]
"""Red overdue or open, amber waiting, green closed, blue suggestion, grey transferred."""

TONES: tuple[Tone, ...] = ("red", "amber", "green", "blue", "grey")


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """Every colour a widget may use, as ``#RRGGBB``.

    ``x`` is ink, ``x_surface`` the quiet surface it may stand on, ``x_sign`` the bar or square
    of the legend (3 : 1 against the surface). ``line`` is quiet; ``field`` is the border of what
    takes text (3 : 1). ``third`` is for signs and disabled things only.
    """

    dark: bool
    window: str
    surface: str
    raised: str
    line: str
    field: str
    text: str
    second: str
    third: str
    accent: str
    accent_hover: str
    accent_surface: str
    on_accent: str
    red: str
    red_surface: str
    amber: str
    amber_surface: str
    amber_sign: str
    green: str
    green_surface: str
    grey: str
    grey_surface: str

    def ink(self, tone: Tone) -> str:
        """Return the colour of words in this tone."""
        return self.accent if tone == "blue" else str(getattr(self, tone))

    def tone_surface(self, tone: Tone) -> str:
        """Return the surface words of this tone stand on in a chip or banner."""
        name = "accent" if tone == "blue" else tone
        return str(getattr(self, f"{name}_surface"))

    def sign(self, tone: Tone) -> str:
        """Return the colour of the bar at the left of a row and of the legend's square."""
        if tone == "amber":
            return self.amber_sign
        return self.third if tone == "grey" else self.ink(tone)

    def as_mapping(self) -> dict[str, str]:
        """Return the colours by name, for the stylesheet template."""
        return {f.name: str(getattr(self, f.name)) for f in fields(self) if f.name != "dark"}


LIGHT = Tokens(
    dark=False,
    window="#F4F6F8",
    surface="#FFFFFF",
    raised="#FAFBFC",
    line="#E2E6EB",
    field="#858E99",
    text="#1A1F26",
    second="#56606C",
    third="#808A96",
    accent="#1D5BD0",
    accent_hover="#184DB2",
    accent_surface="#E9F0FD",
    on_accent="#FFFFFF",
    red="#C0302A",
    red_surface="#FCEBEA",
    amber="#8F5B00",
    amber_surface="#FFF3DA",
    amber_sign="#C27A0E",
    green="#1B7442",
    green_surface="#E5F4EB",
    grey="#5B6674",
    grey_surface="#EDF0F3",
)

DARK = Tokens(
    dark=True,
    window="#14181D",
    surface="#1B2027",
    raised="#222830",
    line="#313943",
    field="#697380",
    text="#E8ECF1",
    second="#A9B3BF",
    third="#77828F",
    accent="#6B9BF2",
    accent_hover="#8BB1F6",
    accent_surface="#1E2F4D",
    on_accent="#0E1420",
    red="#F0847E",
    red_surface="#42211F",
    amber="#E9B860",
    amber_surface="#3D3017",
    amber_sign="#E9B860",
    green="#6CC592",
    green_surface="#1B3626",
    grey="#A1ACB9",
    grey_surface="#2A313A",
)


def contrast_ratio(first: str, second: str) -> float:
    """Return the WCAG contrast of two ``#RRGGBB`` colours, 1 to 21."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    channels = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return sum(
        weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True)
    )
