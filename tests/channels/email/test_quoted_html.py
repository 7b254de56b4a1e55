"""History in HTML, by the marks of the programs that made it."""

import pytest

from firstline.channels.email.reading.quoted_html import split_html
from firstline.platform.html import sanitise_mail, text_from_html

OLD = "Please try again."
ON = "On Thu, 19 Nov 2026 at 17:02, Support &lt;help@desk.example&gt; wrote:"

CITED = f'<blockquote type="cite">{OLD}</blockquote>'
GMAILS = f'<blockquote class="gmail_quote">{OLD}</blockquote>'
BLOCK = "<b>From:</b> S<br><b>Sent:</b> Thursday<br><b>To:</b> Dana<br><b>Subject:</b> Lamps"
GERMAN_BLOCK = "Von: Support<br>Gesendet: Donnerstag<br>An: Dana<br>Betreff: Lampen"
FORWARDED = "---------- Forwarded message ---------<br>From: Shop<br>Date: today<br>Subject: x"

MARKED = {
    "gmail": '<div dir="ltr">New.</div><br><div class="gmail_quote">'
    f'<div class="gmail_attr">{ON}</div>{GMAILS}</div>',
    "no marks at all": f"<div>New.</div><div>{ON}</div><blockquote>{OLD}</blockquote>",
    "apple": f'New.<div><br><blockquote type="cite"><div>{ON}</div>{OLD}</blockquote></div>',
    "apple, introduced above": f"New.<div><div>{ON}</div><br>{CITED}</div>",
    "thunderbird": f'<p>New.</p><div class="moz-cite-prefix">{ON}<br></div>{CITED}',
    "outlook": '<div><p>New.</p><div style="border:none;border-top:solid #E1E1E1 1.0pt">'
    f"<p>{BLOCK}</p></div><p>{OLD}</p></div>",
    "outlook on the web": f'<div>New.</div><hr><div id="divRplyFwdMsg">{BLOCK}</div>{OLD}',
    "outlook for phones": '<div>New.</div><div id="ms-outlook-mobile-body-separator-line"></div>'
    f'<div id="mail-editor-reference-message-container"><div>{OLD}</div></div>',
    "outlook in paragraphs": f"<p>New.</p><div><div><p>{GERMAN_BLOCK}</p></div></div>{OLD}",
    "yahoo": f'<div>New.</div><div class="yahoo_quoted"><div>{ON}</div><div>{OLD}</div></div>',
    "proton": f'<div>New.</div><div class="protonmail_quote">{ON}<br>{CITED}</div>',
    "zoho": f'<div>New.</div><div class="zmail_extra"><div>{ON}</div>{CITED}</div>',
    "original message": f"<p>New.</p><div>-----Original Message-----<br>From: S<br>{OLD}</div>",
    "below the history": f"<div>{ON}</div>{CITED}<p>New.</p>",
}

KEPT = {
    "answers between the quotes": f"{CITED}<p>New.</p>{CITED}<p>More.</p>",
    "answers inside gmail's container": '<div class="gmail_quote">'
    f'<div class="gmail_attr">{ON}</div>{GMAILS}<div>New.</div>{GMAILS}</div>',
    "a forward": '<p>Look.</p><div class="gmail_quote">'
    f'<div class="gmail_attr">{FORWARDED}</div>{CITED}</div>',
    "a quotation of one's own": f"<p>As the poet says</p><blockquote>{OLD}</blockquote><p>New.</p>",
    "nothing else": CITED,
}


@pytest.mark.parametrize("html", MARKED.values(), ids=MARKED.keys())
def test_history_is_folded_away(html: str) -> None:
    split = split_html(sanitise_mail(html))

    assert text_from_html(split.new).strip() == "New."
    assert OLD in split.quoted


@pytest.mark.parametrize("html", KEPT.values(), ids=KEPT.keys())
def test_what_may_be_the_writers_own_is_kept_whole(html: str) -> None:
    clean = sanitise_mail(html)
    split = split_html(clean)

    assert (split.new, split.quoted) == (clean, "")


@pytest.mark.parametrize("html", [*MARKED.values(), *KEPT.values()])
def test_no_word_is_lost_by_parting(html: str) -> None:
    clean = sanitise_mail(html)
    split = split_html(clean)

    parts = f"{text_from_html(split.new)} {text_from_html(split.quoted)}"
    assert sorted(parts.replace(">", "").split()) == sorted(
        text_from_html(clean).replace(">", "").split()
    )
