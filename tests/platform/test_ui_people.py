import pytest

from firstline.platform.ui.people import HUES, hue, initials


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Amara Okafor", "AO"),
        ("Ana María de la Cruz", "AC"),
        ("Zoë", "Z"),
        ("ops@acme.test", "O"),
        ("山田 太郎", "山太"),
        ("(Bo) Lindqvist", "BL"),
        ("…", "?"),
        ("", "?"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_a_name_keeps_its_colour() -> None:
    assert hue("Amara Okafor") == hue("Amara Okafor")
    assert {hue(f"Person {number}") for number in range(200)} == set(range(HUES))
