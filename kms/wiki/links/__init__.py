"""Wiki links (`[[Title]]`): how they resolve, how they are written, and keeping them intact."""
