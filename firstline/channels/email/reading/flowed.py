"""Text that was broken for narrow screens, joined again (RFC 3676)."""


def unflow(text: str, *, delete_space: bool = False) -> str:
    """Join lines that end in a blank with the next line of the same quoting depth."""
    paragraphs: list[list[str]] = []
    open_depth: int | None = None
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        words = line[depth:].removeprefix(" ")
        is_soft = words.endswith(" ") and words != "-- " and bool(words.strip())
        if open_depth == depth and words != "-- ":
            paragraphs[-1].append(words)
        else:
            paragraphs.append([f"{'>' * depth} ", words] if depth else [words])
        if is_soft and delete_space:
            paragraphs[-1][-1] = words[:-1]
        open_depth = depth if is_soft else None
    lines = ("".join(pieces) for pieces in paragraphs)
    return "\n".join(line if line == "-- " else line.rstrip() for line in lines)
