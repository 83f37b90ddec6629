"""What is shown, one module per kind of card and of page: pure functions from a scene to lines of text."""
