"""The pure heart: values in, values out. No files, no database, no clock, no randomness, no terminal."""
