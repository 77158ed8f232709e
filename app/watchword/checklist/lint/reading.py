"""How hard a text is to read, by a library for those who write checklists; walking one does not need it."""

from __future__ import annotations

import importlib
from typing import cast

from watchword.checklist.lint.rule import Grade


def grader() -> Grade | None:
    """The automated readability index, or None where textstat is not installed.

    The index counts letters, words and sentences. Other measures of textstat count syllables, and load word
    lists from the network for it; they are not used here.
    """
    try:
        # Not an import statement: nothing that is installed with the package stands behind it, and it takes a
        # second, which only who judges a checklist should wait for.
        textstat = importlib.import_module("textstat")
    except ImportError:
        return None
    return cast(Grade, textstat.automated_readability_index)
