"""Official open data about elected people, turned into lists to write to."""
