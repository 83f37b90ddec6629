"""Questions out of other programs' files: tables, hashcards' Markdown, Anki's notes; each a pure function of a text."""
