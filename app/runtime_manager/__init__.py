"""The window's side of the AI runtime: what there is, what is being done about it, and where it is shown."""
