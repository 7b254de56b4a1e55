"""What pages show of side conversations. Import from the modules."""
