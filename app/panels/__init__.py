"""The docks at the right: layers, brush, colour and Assist."""
