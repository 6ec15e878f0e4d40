"""Mailboxes and their passwords."""
