"""briefbook."""
