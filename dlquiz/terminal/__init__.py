"""The terminal: theme, keys, formulas, charts, wrapping, one view per kind of card, the loop."""
