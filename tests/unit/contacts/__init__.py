"""Any table of officials, read as contacts."""
