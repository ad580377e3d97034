"""Maintenance of pages: rerendering, emptying the trash."""
