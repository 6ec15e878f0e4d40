"""What is wrong with a letter, in plain words: what Jinja2 and Python say, retold."""
