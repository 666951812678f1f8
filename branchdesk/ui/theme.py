# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Fonts, palette and stylesheet of the whole window, made from the tokens."""

from collections.abc import Callable
from pathlib import Path
from string import Template

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QIcon, QPalette
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from branchdesk.ui.tokens import DARK, LIGHT, Tokens, Tone

STYLE_ARGUMENTS = ("-style", "Fusion")
"""For the command line of the QApplication.

Fusion knows whether the system is dark, older styles do not. Set later it would come to Python as a
QStyle, with all its enumerations before the first paint.
"""

BODY_PIXELS = 13
LABEL_PIXELS = 12
TITLE_PIXELS = 18
CONTROL_HEIGHT = 32
ROW_HEIGHT = 34
NAVIGATION_HEIGHT = 36
TOUCH_HEIGHT = 44

MIDDLE_LIGHTNESS = 128
"""Of 255: a window's colour below it is a dark one."""


class Icons(QObject):
    """The icon font, loaded after the first paint because it costs a third of a second.

    Until then every icon is empty; a widget that asked through Theme.set_icon gets its icon when
    the font is there.
    """

    loaded = Signal()

    def __init__(self) -> None:
        """Start without the font."""
        super().__init__()
        self._draw: Callable[..., QIcon] | None = None

    def load(self) -> None:
        """Load the icon font and fill in every icon asked for so far."""
        if self._draw is not None:
            return
        import qtawesome

        self._draw = qtawesome.icon
        self.loaded.emit()

    def redraw(self) -> None:
        """Draw every icon again, in the colours of now."""
        if self._draw is not None:
            self.loaded.emit()

    def draw(self, name: str, color: str, disabled: str) -> QIcon:
        """Return the Phosphor icon of this name (``phone``, ``gear``), or an empty one yet."""
        if self._draw is None:
            return QIcon()
        return self._draw(f"ph.{name}", color=color, color_disabled=disabled)


class Theme:
    """One look: tokens, icons and how the application is dressed in them."""

    def __init__(self, tokens: Tokens, styles: Path, family: str = "") -> None:
        """Keep the tokens, the folder of stylesheet templates and the font family.

        An empty family means the system's own font.
        """
        self.tokens = tokens
        self.icons = Icons()
        self._styles = styles
        self._family = family

    def set_tokens(self, tokens: Tokens) -> None:
        """Take another palette; apply() and icons.redraw() show it."""
        self.tokens = tokens

    def set_family(self, family: str) -> None:
        """Take another font family; apply() shows it."""
        self._family = family

    def apply(self, application: QApplication) -> None:
        """Dress an application started with STYLE_ARGUMENTS: font, palette, stylesheet."""
        application.setFont(self.font())
        application.setPalette(self.palette())
        application.setStyleSheet(self.stylesheet())

    def font(self, pixels: int = BODY_PIXELS, *, bold: bool = False) -> QFont:
        """Return the window's font in pixels; figures of the shipped font are tabular."""
        font = QFont(self._family) if self._family else QFont()
        font.setPixelSize(pixels)
        if bold:
            font.setWeight(QFont.Weight.DemiBold)
        return font

    def stylesheet(self) -> str:
        """Return the stylesheet with the tokens filled in."""
        template = (self._styles / "window.qss").read_text(encoding="utf-8")
        return Template(template).substitute(
            self.tokens.as_mapping(),
            styles=self._styles.as_posix(),
            scheme="dark" if self.tokens.dark else "light",
        )

    def palette(self) -> QPalette:
        """Return the palette for everything the stylesheet does not reach."""
        tokens = self.tokens
        palette = QPalette()
        roles = {
            QPalette.ColorRole.Window: tokens.window,
            QPalette.ColorRole.WindowText: tokens.text,
            QPalette.ColorRole.Base: tokens.surface,
            QPalette.ColorRole.AlternateBase: tokens.raised,
            QPalette.ColorRole.Text: tokens.text,
            QPalette.ColorRole.PlaceholderText: tokens.second,
            QPalette.ColorRole.Button: tokens.surface,
            QPalette.ColorRole.ButtonText: tokens.text,
            QPalette.ColorRole.Highlight: tokens.accent,
            QPalette.ColorRole.HighlightedText: tokens.on_accent,
            QPalette.ColorRole.ToolTipBase: tokens.raised,
            QPalette.ColorRole.ToolTipText: tokens.text,
            QPalette.ColorRole.Link: tokens.accent,
            QPalette.ColorRole.LinkVisited: tokens.accent,
            QPalette.ColorRole.Light: tokens.raised,
            QPalette.ColorRole.Mid: tokens.line,
            QPalette.ColorRole.Dark: tokens.third,
            QPalette.ColorRole.Accent: tokens.accent,
        }
        for role, color in roles.items():
            palette.setColor(role, QColor(color))
        for role in (
            QPalette.ColorRole.Text,
            QPalette.ColorRole.WindowText,
            QPalette.ColorRole.ButtonText,
        ):
            palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.third))
        return palette

    def color(self, name: str) -> QColor:
        """Return a token by its name (``line``, ``accent_surface``)."""
        return QColor(str(getattr(self.tokens, name)))

    def ink(self, tone: Tone) -> QColor:
        """Return the colour of words in a tone."""
        return QColor(self.tokens.ink(tone))

    def tone_surface(self, tone: Tone) -> QColor:
        """Return the surface of a tone's chip."""
        return QColor(self.tokens.tone_surface(tone))

    def sign(self, tone: Tone) -> QColor:
        """Return the colour of a tone's bar or square."""
        return QColor(self.tokens.sign(tone))

    def icon(self, name: str, color: str = "text") -> QIcon:
        """Return an icon in a token's colour; empty until the icon font is loaded."""
        return self.icons.draw(name, str(getattr(self.tokens, color)), self.tokens.third)

    def set_icon(self, target: QAbstractButton | QLabel, name: str, color: str = "text") -> None:
        """Give a button (or a label, 18 px) its icon now or as soon as the font is loaded."""
        writer = target.findChild(_IconWriter)
        if writer is None:
            writer = _IconWriter(self, target)
            self.icons.loaded.connect(writer.write)
        writer.show_icon(name, color)


class _IconWriter(QObject):
    """Child of its target, so that the connection ends with the widget."""

    def __init__(self, theme: Theme, target: QAbstractButton | QLabel):
        super().__init__(target)
        self._theme, self._target = theme, target
        self._name = self._color = ""

    def show_icon(self, name: str, color: str) -> None:
        self._name, self._color = name, color
        self.write()

    def write(self) -> None:
        icon = self._theme.icon(self._name, self._color)
        if icon.isNull():
            return
        if isinstance(self._target, QLabel):
            self._target.setPixmap(icon.pixmap(18, 18))
        else:
            self._target.setIcon(icon)


def tokens_for(choice: str, application: QApplication) -> Tokens:
    """Return the palette for the setting ``system``, ``light`` or ``dark``.

    Whether the system is dark is read off the style's own palette, which is the application's until
    it is dressed: asking for the colour scheme loads all of Qt's names, asking the style all of its
    enumerations, each a tenth of the time to the first paint.
    """
    if choice == "system":
        dressed = bool(application.styleSheet())
        palette = application.style().standardPalette() if dressed else application.palette()
        usual = palette.color(QPalette.ColorRole.Window)
        return DARK if usual.lightness() < MIDDLE_LIGHTNESS else LIGHT
    return DARK if choice == "dark" else LIGHT


def mark(widget: QWidget, **properties: object) -> None:
    """Set dynamic properties and let the stylesheet look again."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()
