"""The keys that do something now, on one line.

Textual's own footer makes a widget a key and builds them all anew whenever one changes, which costs more
than painting the page; and it runs out of the window where the terminal is narrow. This is one widget that
draws one line, and leaves out the least important keys where there is no room.
"""

from __future__ import annotations

from rich.cells import cell_len
from textual.binding import Binding
from textual.content import Content
from textual.reactive import reactive
from textual.screen import Screen
from textual.style import Style
from textual.widget import Widget

Key = tuple[str, str, str]  # what to press, what it does, the key itself
ALWAYS = ("help", "quit")  # the way to the rest, and the way out


class KeyLine(Widget):
    """Draws the bindings of the screen and the focused widget; a click on one presses it."""

    DEFAULT_CSS = """
    KeyLine {
        dock: bottom; height: 1;
        link-style: none; link-color: $footer-description-foreground; link-background: transparent;
        background: $footer-background; color: $footer-description-foreground;
    }
    """

    keys: reactive[tuple[tuple[Key, bool], ...]] = reactive(())

    def on_mount(self) -> None:
        """Listen for news, and draw what there is."""
        self.screen.bindings_updated_signal.subscribe(self, self._renew)
        self._renew(self.screen)

    def on_unmount(self) -> None:
        """Stop listening."""
        self.screen.bindings_updated_signal.unsubscribe(self)

    def _renew(self, screen: Screen[object]) -> None:
        shown: dict[str, tuple[Key, bool]] = {}
        for active in screen.active_bindings.values():
            binding = active.binding
            if binding.show and active.enabled and binding.action not in shown:
                key = (self._spell(binding), binding.description, binding.key)
                shown[binding.action] = (key, binding.action.rpartition(".")[2] in ALWAYS)
        self.keys = tuple(shown.values())

    def _spell(self, binding: Binding) -> str:
        return binding.key_display or self.app.get_key_display(binding)

    def render(self) -> Content:
        """Draw as many keys as there is room for, those in `ALWAYS` first."""
        room = self.size.width - 1
        wanted = sum(self._width(key) for key, always in self.keys if always)
        parts: list[Content] = []
        for key, always in self.keys:
            width = self._width(key)
            if always or wanted + width <= room:
                wanted += 0 if always else width
                parts.append(self._draw(key))
        return Content("").join(parts)

    def _width(self, key: Key) -> int:
        return cell_len(key[0]) + cell_len(key[1]) + 3

    def _draw(self, key: Key) -> Content:
        press = Style.from_meta({"@click": f"app.simulate_key({key[2]!r})"})
        label = Content.assemble(
            (f"\N{NO-BREAK SPACE}{key[0]}", "bold $footer-key-foreground"), f" {key[1]} "
        )
        return label.stylize(press)
