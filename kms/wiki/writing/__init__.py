"""Writing a page in the browser: the editor, and what comes of a clash."""
