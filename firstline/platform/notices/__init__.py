"""Telling people what happened: in the app, by mail, and on their devices."""
