"""Agendas: their items, suggested items, and the minutes made from them."""
