"""Editing a page in the browser: the editor, and resolving conflicts."""
