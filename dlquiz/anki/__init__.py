"""Anki, both ways: packages with notes and their whole schedule out, reviews back in. It knows no store and no bank."""
