"""Firstline: self-hosted customer support."""
