"""The native file: a document with its undo steps in one SQLite database; see docs/FILE_FORMAT.md."""
