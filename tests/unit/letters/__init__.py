"""Templates, forms of address, French, and Markdown."""
