"""Two or three texts line by line: differences, merging; pure."""
