"""What can be done to a document besides painting: pure functions that return the document after the deed."""
