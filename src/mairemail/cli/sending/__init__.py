"""What `send` asks, shows and writes while it runs, for real or dry."""
