"""Words and phrases that training sentences are put together from, written for this project."""
