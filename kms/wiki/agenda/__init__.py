"""Agendas: their items, suggestions, the minutes they turn into."""
