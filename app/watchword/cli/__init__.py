"""Face one: text. Complete, scriptable, and the accessible one."""
