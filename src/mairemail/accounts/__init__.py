"""The mailboxes a user writes from."""
