"""What a file is, from its own first bytes: a sender's claim is never believed (T03)."""

_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypheic", "image/heic"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"\x1f\x8b", "application/gzip"),
    (4, b"ftyp", "video/mp4"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
)

# The only types that a browser may show inside our pages: none of them can carry a script.
SHOWABLE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"})


def content_type_of(head: bytes) -> str:
    """The type that the first bytes prove; text when they are readable text, else unknown bytes."""
    for offset, signature, content_type in _SIGNATURES:
        if head[offset : offset + len(signature)] == signature:
            return content_type
    if b"\x00" in head:
        return "application/octet-stream"
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        # A character cut in two by the end of what we read is no sign of binary data.
        if error.start < len(head) - 3:
            return "application/octet-stream"
    return "text/plain"
