"""Background work on pages: rendering anew, emptying the trash."""
