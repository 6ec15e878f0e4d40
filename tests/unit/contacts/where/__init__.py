"""Contacts chosen by what their rows say: the language of --where."""
