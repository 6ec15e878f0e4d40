"""Tables as they come made clean lists, with every repair told."""
