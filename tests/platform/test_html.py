"""The sanitiser: what it lets through, and that a second parser finds nothing more in it."""

import time
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firstline.platform.html import (
    content_ids,
    count_remote_images,
    fill_images,
    html_from_text,
    is_simple,
    sanitise_composed,
    sanitise_mail,
    text_from_html,
)
from firstline.platform.html.sanitise import COMPOSED_TAGS, MAIL_TAGS

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=javascript:alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" &#1;javascript:alert(1)">x</a>',
    '<a href="jav&#x09;ascript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="vbscript:x">x</a>',
    "<svg onload=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    (
        "<math><mtext><table><mglyph><style><!--</style>"
        "<img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>"
    ),
    '<math><mi xlink:href="data:x,<script>alert(4)</script>">',
    (
        "<form><math><mtext></form><form><mglyph><svg><mtext><style><path id='</style>"
        "<img onerror=alert(1) src>'>"
    ),
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<style><style /><img src=x onerror=alert(1)></style>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'></textarea>",
    "<title><img title='</title><img src=x onerror=alert(1)>'></title>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=x></object><embed src=x>",
    "<base href=https://evil.example/><a href=x>x</a>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<form action=https://evil.example><input name=password><button>Sign in</button></form>",
    "<div style='position:fixed;top:0;left:0;width:100%;height:100%'>overlay</div>",
    "<div style='background:url(https://evil.example/p)'>x</div>",
    "<div style='background-image:url(https://evil.example/p)'>x</div>",
    "<div style='color:expression(alert(1))'>x</div>",
    "<div style='color:re\\64;b\\61 ckground:\\75rl(https://evil.example)'>x</div>",
    "<div style='color:red;/*x*/background:url(//e)'>x</div>",
    "<div style='margin-top:-1000px'>x</div>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<!--[if mso]><script>alert(1)</script><![endif]-->",
    "<!--><img src=x onerror=alert(1)>-->",
    "<p id=csrf name=cookie class=button>clobber</p>",
    "<a id=x name=y href=https://ok.example>x</a>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=https://evil.example/x>",
    "<details open ontoggle=alert(1)>x</details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<template><script>alert(1)</script></template>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<table background=https://evil.example/p><td background=javascript:alert(1)>x",
    "<img srcset='https://evil.example/p 1x' src=cid:a>",
    "<img src='data:image/svg+xml,<svg onload=alert(1)>'>",
    "<a href=https://ok.example target=_top ping=https://evil.example>x</a>",
    "<p><button><p>x</p></button></p>",
    "<a><table><a>x</table></a>",
    "<b><p><b><p>x",
    "<select><option><img src=x onerror=alert(1)></option></select>",
    '<p title="&quot;><img src=x onerror=alert(1)>">x</p>',
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "<\x00script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img alt='`><script>alert(1)</script>'>",
]


class Judge(HTMLParser):
    """A parser that had no part in the cleaning."""

    def __init__(self, allowed: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self._allowed = allowed

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in self._allowed, tag
        for name, value in attrs:
            assert not name.startswith("on"), name
            assert name not in {"id", "name", "srcset", "background", "action", "ping"}, name
            lowered = (value or "").strip().lower()
            if name == "href":
                assert lowered.startswith(("http://", "https://", "mailto:", "tel:")), value
            if name == "src":
                assert lowered.startswith("data:image/"), value
                assert "svg" not in lowered, value
            if name == "style":
                assert not any(bad in lowered for bad in ("url", "position", "expression", "\\"))

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"comment {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"declaration {decl}")


def judge(html: str, allowed: frozenset[str] = MAIL_TAGS) -> None:
    parser = Judge(allowed)
    parser.feed(html)
    parser.close()


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_active_survives(attack: str) -> None:
    for nested in (attack, f"<div>{attack}</div>", f"<table><tr><td>{attack}", f"{attack}{attack}"):
        judge(sanitise_mail(nested))
        judge(sanitise_composed(nested), COMPOSED_TAGS)


@pytest.mark.parametrize("attack", ATTACKS)
def test_cleaning_twice_changes_nothing(attack: str) -> None:
    cleaned = sanitise_mail(attack)
    assert sanitise_mail(cleaned) == cleaned


PIECES = st.sampled_from(
    [
        *("<p>", "</p>", "<div>", "</div>", "<table>", "<tr>", "<td>", "</table>", "<a href=x>"),
        *("</a>", "<b>", "</b>", "<svg>", "</svg>", "<math>", "<style>", "</style>", "<!--", "-->"),
        *("<script>", "</script>", "<select>", "<option>", "<button>", "<form>", "<li>", "<ul>"),
        *("<pre>\n", "</pre>", "<noscript>", "</noscript>", "<template>", "<title>", "<textarea>"),
        *('<img src="cid:a">', "<img src=http://a.example/x onerror=1>", "<h1>", "</h1>", "text"),
        *("&lt;", "&amp;", "\x00", "<", ">", '"', "'", "\xa0", "<i style='color:red'>", "</i>"),
        *("<blockquote type=cite>", "</blockquote>", "<font color=red>", "<nobr>", "<caption>"),
        *(
            "<mglyph>",
            "<mtext>",
            "<foreignObject>",
            "<annotation-xml encoding=text/html>",
            "<p id=x>",
        ),
    ]
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, max_size=25).map("".join))
def test_any_tangle_of_markup_becomes_settled_and_harmless(html: str) -> None:
    cleaned = sanitise_mail(html)
    judge(cleaned)
    assert sanitise_mail(cleaned) == cleaned


VISIBLE = st.characters(categories=("L", "N", "P", "S", "Zs"), include_characters="\n")


@settings(max_examples=100, deadline=None)
@given(st.text(VISIBLE, max_size=200))
def test_text_survives_the_way_through_html(text: str) -> None:
    html = html_from_text(text)
    judge(html)
    assert text_from_html(html).split() == text.split()


def test_remote_pictures_are_held_back_and_counted() -> None:
    html = sanitise_mail(
        '<img src="https://t.example/p.gif?a=1&amp;b=2" width="1"><img src="cid:a%40b">'
    )

    assert "src=" not in html.replace("data-remote-src=", "")
    assert count_remote_images(html) == 1
    assert content_ids(html) == {"a@b"}


def test_pictures_are_shown_from_where_the_page_says() -> None:
    html = sanitise_mail('<img src="https://t.example/p.gif"><img src="cid:a"><img src="cid:gone">')

    shown = fill_images(html, inline={"a": "/files/1"}, remote=lambda address: f"/proxy?{address}")
    assert 'src="/files/1"' in shown
    assert 'src="/proxy?https://t.example/p.gif"' in shown
    assert fill_images(html, inline={}).count(" src=") == 0


def test_looks_are_kept_and_links_leave_no_trace() -> None:
    html = sanitise_mail(
        '<table bgcolor="#fff"><tr><td style="color: RED; padding:4px; POSITION: absolute">'
        '<a href="https://x.example/">x</a></td></tr></table>'
    )
    assert html == (
        '<table bgcolor="#fff"><tbody><tr><td style="color:RED;padding:4px">'
        '<a href="https://x.example/" target="_blank" rel="noopener noreferrer nofollow">x</a>'
        "</td></tr></tbody></table>"
    )


def test_marks_of_quoted_history_stay_as_classes() -> None:
    html = sanitise_mail('<div id="x_x_divRplyFwdMsg" class="own gmail_quote">x</div>')
    assert html == '<div class="gmail_quote divRplyFwdMsg">x</div>'


def test_plain_writing_is_told_from_layout() -> None:
    assert is_simple(sanitise_mail('<div dir="ltr">Hello <b>you</b><br><img src="cid:a"></div>'))
    assert not is_simple(sanitise_mail("<table><tr><td>x</table>"))
    assert not is_simple(sanitise_mail('<p style="color:red">x</p>'))
    assert not is_simple(sanitise_mail('<img src="https://t.example/p.gif">'))


def test_html_reads_as_a_mail_program_would_write_it() -> None:
    text = text_from_html(
        "<h1>Big&nbsp;news</h1><p>One<br>two</p><ul><li>a<li>b</ul><ol start=1><li>x</ol>"
        "<blockquote>quoted<blockquote>twice</blockquote></blockquote>"
        "<table><tr><td>1<td>2<tr><td>3</table><pre>  as\n it is</pre>"
        "<span style='display: none'>hidden</span><style>p{}</style><hr>"
    )
    assert text == (
        "Big news\n\nOne\ntwo\n\n- a\n- b\n\n1. x\n\n> quoted\n>\n> > twice\n\n1 2\n3\n\n"
        "  as\n it is\n\n---"
    )


def test_links_are_written_out_when_asked() -> None:
    html = (
        '<p><a href="https://x.example/a">Look here</a>,'
        ' <a href="mailto:a@b.example">a@b.example</a></p>'
    )
    assert text_from_html(html, with_links=True) == ("Look here <https://x.example/a>, a@b.example")


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("see https://x.example/a_(b).", "https://x.example/a_(b)"),
        ("(https://x.example/a)", "https://x.example/a"),
        ("www.x.example, please", "https://www.x.example"),
        ("write to <bob.b@x.example>!", "mailto:bob.b@x.example"),
        ('"https://x.example/?a=1&b=2"', "https://x.example/?a=1&amp;b=2"),
    ],
)
def test_addresses_in_text_become_links(text: str, link: str) -> None:
    html = html_from_text(text)
    assert f'href="{link}"' in html
    assert sanitise_mail(html) == html


@pytest.mark.parametrize("text", ["javascript:alert(1)", "a@b", "@", "http", "xhttps://x.example"])
def test_other_text_does_not(text: str) -> None:
    assert "<a" not in html_from_text(text)


def test_too_deep_and_too_much_is_shown_as_text_and_quickly() -> None:
    started = time.process_time()
    assert sanitise_mail("<div>" * 100_000 + "deep") == "<p> deep</p>"
    assert "<b>" not in sanitise_mail("<b>x</b>" * 100_000)
    assert time.process_time() - started < 5.0
