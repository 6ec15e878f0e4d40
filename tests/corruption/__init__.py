"""Files damaged at random on their way, and what the program makes of them."""
