"""The program's rooms one by one, in the order of src."""
