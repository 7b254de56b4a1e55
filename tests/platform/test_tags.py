import pytest

from firstline.customers import rules as customers
from firstline.desk import rules as desk
from firstline.platform.errors import DomainError
from firstline.platform.tags import MOST_TAGS, cleaned_tags


def test_tags_are_lower_case_without_blanks_each_once_and_sorted() -> None:
    written = ["Two Words", "vip", " VIP ", '"quoted"', "", "a,b"]
    assert cleaned_tags(written) == ["a_b", "quoted", "two_words", "vip"]


@pytest.mark.parametrize("unseen", ["\u202e", "\u2066", "\u200f", "\x00", "\x7f", "\ud800"])
def test_nothing_in_a_tag_is_unseen(unseen: str) -> None:
    assert cleaned_tags([f"{unseen}vi{unseen}p", unseen]) == ["vip"]


@pytest.mark.parametrize("clean", [customers.clean_tags, desk.clean_tags])
def test_so_many_tags_fit_and_no_more(clean: object) -> None:
    assert callable(clean)
    tags = [f"tag{number}" for number in range(MOST_TAGS)]
    assert clean(tags) == sorted(tags)
    with pytest.raises(DomainError):
        clean([*tags, "one_more"])
