"""Questions out of other programs' files: tables, Markdown, JSON, Anki's notes; each a pure function of a text."""
