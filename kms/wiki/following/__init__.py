"""Telling those who follow a page that it changed."""
