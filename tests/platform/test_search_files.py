"""Text out of files, and out of those that mean harm."""

import io
import zipfile

import pytest
from pypdf import PdfWriter

from firstline.platform.search.files import read_text
from firstline.platform.search.files.formats import Unreadable, text_of

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OPEN = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"


def archive(parts: dict[str, str | bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return packed.getvalue()


def pdf(text: str) -> bytes:
    """A page of text, as small as a PDF can be."""
    stream = f"BT /F1 12 Tf 20 100 Td ({text}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R"
            b"/Resources<</Font<</F1 5 0 R>>>>>>"
        ),
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    content, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj%sendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return content + (
        b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (table, len(content))
    )


DOCX = archive(
    {
        "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body><w:p><w:r><w:t>Quartz</w:t>'
        f"</w:r><w:r><w:t>berg</w:t></w:r></w:p><w:p><w:r><w:t>report</w:t></w:r></w:p></w:body>"
        f"</w:document>"
    }
)
XLSX = archive(
    {
        "xl/sharedStrings.xml": "<sst><si><t>Quartzberg</t></si><si><t>report</t></si></sst>",
        "xl/worksheets/sheet1.xml": "<sheetData><row><c><v>0</v></c></row></sheetData>",
    }
)
PPTX = archive({"ppt/slides/slide1.xml": "<a><p><t>Quartzberg</t></p><p><t>report</t></p></a>"})
ODT = archive({"content.xml": f'<o xmlns:t="{_OPEN}"><t:p>Quartzberg</t:p><t:h>report</t:h></o>'})


@pytest.mark.parametrize(
    "content",
    [
        b"Quartzberg\nreport",
        "Quartzberg report é".encode("windows-1252"),
        "Quartzberg report".encode("utf-16"),
        b"<!DOCTYPE html><html><script>no()</script><p>Quartzberg</p><p>report</p></html>",
        pdf("Quartzberg report"),
        DOCX,
        XLSX,
        PPTX,
        ODT,
    ],
    ids=["plain", "windows", "utf-16", "html", "pdf", "docx", "xlsx", "pptx", "odt"],
)
def test_every_format_says_its_words(content: bytes) -> None:
    words = text_of(content).split()
    assert "Quartzberg" in words
    assert "report" in words
    assert "no()" not in words


def test_an_encrypted_pdf_says_nothing() -> None:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret", algorithm="RC4-128")
    packed = io.BytesIO()
    writer.write(packed)
    with pytest.raises(Unreadable):
        text_of(packed.getvalue())


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaa">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(10)
)


@pytest.mark.parametrize(
    "content",
    [
        archive({"content.xml": f"{ENTITIES}]><x>&k;</x>"}),
        archive({"content.xml": '<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'}),
        archive({"content.xml": b"<x>" + b" " * (60 * 1024 * 1024)}),
        archive({"content.xml": "<x><y>"}),
        archive({"readme.txt": "an archive like any other"}),
        DOCX[:-30],
        b"%PDF-1.7\n%\xff garbage",
        b"\x00\x01\x02 binary",
        b"",
    ],
    ids=["entities", "outside", "bomb", "open", "archive", "cut", "pdf", "binary", "empty"],
)
def test_what_means_harm_is_no_harm(content: bytes) -> None:
    read = read_text(content)
    assert read.text == ""
    assert read.trouble or not content


def test_deep_nesting_is_no_harm() -> None:
    read = read_text(archive({"content.xml": "<p>" * 200_000 + "</p>" * 200_000}))
    assert read.text == ""
