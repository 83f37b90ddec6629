"""dlquiz: a terminal program that gets you through a deep-learning interview."""

__version__ = "0.1.0"
