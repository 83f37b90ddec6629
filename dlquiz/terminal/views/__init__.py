"""What stands on a page, one file per kind of card or thing shown: pure functions from values to lines."""
