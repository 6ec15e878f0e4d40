"""Headers and bodies as bytes that every reader understands."""
