"""One command per file, thin: each has ``register(app)``."""
