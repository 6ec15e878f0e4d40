"""What is found, planned and done, in words and columns for a person, or as JSON."""
