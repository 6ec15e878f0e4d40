"""One module for each data set, all giving people or bodies."""
