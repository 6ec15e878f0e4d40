"""A template and a contact become subject and body in good French or English."""
