# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The error family of the world: what a person can do something about.

Everything else that is raised is a bug and ends in a report without customer data.
"""

from branchdesk.domain.text import Text, Translator


class UserError(Exception):
    """Something outside the program went wrong: a title, what happened, and what to do next."""

    def __init__(self, title: Text, message: Text, hint: Text) -> None:
        """Keep the three texts untranslated; the edge renders them."""
        super().__init__(f"{title}: {message}")
        self.title = title
        self.message = message
        self.hint = hint

    def render(self, translator: Translator) -> tuple[str, str, str]:
        """Return title, message and hint in the translator's language."""
        return (
            translator.render(self.title),
            translator.render(self.message),
            translator.render(self.hint),
        )


class Cancelled(Exception):  # noqa: N818 - not an error: the person asked for it
    """A long piece of work was stopped by the person; what was finished stays."""
