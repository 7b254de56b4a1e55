"""What a file says, as text to be searched: plain text, HTML, PDF, and the Office formats."""

from firstline.platform.search.files.child import FileText, read_text

__all__ = ["FileText", "read_text"]
