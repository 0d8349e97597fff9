"""Telling people of a run that nobody watched: the message, and the ways it goes."""
