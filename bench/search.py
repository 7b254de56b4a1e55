"""The table of search: what words of every frequency cost, on a small desk and on a large one.

    python -m bench.search [--small 10000] [--large 100000] [--rounds 5] [--samples 10]
    python -m bench.search --on postgresql://…/small postgresql://…/large

The first makes two databases and drops them again; the second measures two that `bench.seed` has
filled, which takes the better part of an hour for a million tickets.
"""

import argparse
from collections.abc import Callable
from urllib.parse import urlencode

from bench.pair import Act, add_arguments, desks, measure, opened, table
from bench.vocabulary import RARE


def _page(query: Callable[[list[str]], str], *, path: str = "/search/") -> Act:
    return opened(lambda desk: f"{path}?{urlencode({'q': query(desk.words.words)})}")


_TYPING = "/search/suggestions"
ACTS: dict[str, Act] = {
    "in three messages of all": _page(lambda _words: RARE),
    "in every 5,000th message": _page(lambda words: words[15_000]),
    "in every 500th": _page(lambda words: words[2500]),
    "in every 100th": _page(lambda words: words[300]),
    "in every tenth": _page(lambda words: words[20]),
    "in nearly every one": _page(lambda words: words[0]),
    "in none": _page(lambda _words: "qqqqqqq"),
    "two common words": _page(lambda words: f"{words[60]} {words[90]}"),
    "a common and a middling one": _page(lambda words: f"{words[0]} {words[2000]}"),
    "two middling words": _page(lambda words: f"{words[1500]} {words[2000]}"),
    "two words in a row": _page(lambda words: f'"{words[60]} {words[90]}"'),
    "one without another": _page(lambda words: f"{words[90]} -{words[60]}"),
    "a common word, my open tickets": _page(lambda words: f"{words[60]} assignee:me status<solved"),
    "a common word, one tag": _page(lambda words: f"{words[60]} tags:billing"),
    "terms alone": _page(lambda _words: "status<solved priority:high"),
    "as you type: two letters": _page(lambda words: words[20][:2], path=_TYPING),
    "as you type: a common word": _page(lambda words: words[60], path=_TYPING),
    "as you type: a misspelt name": _page(lambda _words: "custmer", path=_TYPING),
    "similar tickets": opened(lambda desk: f"/tickets/{desk.tickets * 3 // 4}/similar"),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    add_arguments(parser, samples=10)
    options = parser.parse_args()
    with desks(options, "bench_search") as pair:
        measure(pair, ACTS, options)
        print(table(pair, ACTS, options))


if __name__ == "__main__":
    main()
