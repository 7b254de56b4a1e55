"""The measurement behind the web process: what each way of serving the same pages can do here."""
