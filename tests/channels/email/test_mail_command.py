"""`firstline mail inject` and `explain`."""

import json
from argparse import ArgumentParser
from pathlib import Path

import pytest

from firstline.channels.email.models import InboundMail
from firstline.config.cli import mail
from firstline.config.cli.commands import Need
from firstline.config.cli.refusals import Refusal
from tests.channels.email.letters import SAVED, make_letter


def run(*arguments: str) -> int:
    parser = ArgumentParser()
    mail.add_arguments(parser)
    return mail.run(parser.parse_args(arguments))


@pytest.mark.django_db
@pytest.mark.usefixtures("mailbox")
def test_injected_mail_takes_the_way_of_all_mail(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "letter.eml"
    file.write_bytes(make_letter())

    assert run("inject", str(file), str(file)) == 0
    found = InboundMail.objects.get()
    assert (found.source, found.copies) == ("file", 2)
    said = capsys.readouterr().out.splitlines()
    assert said == [
        f"{file}: received as mail {found.pk}",
        f"{file}: received as mail {found.pk}, copy 2",
    ]


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="cannot be read"):
        run("inject", str(tmp_path / "nothing.eml"))


def test_explain_says_all_it_finds_and_needs_no_database(
    capsys: pytest.CaptureFixture[str],
) -> None:
    files = [str(SAVED / f"{name}.eml") for name in ("apple_reply", "postfix_bounce")]
    parser = ArgumentParser()
    mail.add_arguments(parser)
    assert mail.need(parser.parse_args(["explain", "--json", *files])) is Need.NOTHING
    run("explain", "--json", *files)
    answer, bounce = (json.loads(line) for line in capsys.readouterr().out.splitlines())

    assert answer["from"] == {"name": "Dana Fischer", "address": "dana@acme.example"}
    assert answer["new_text"] == "Here is a picture of the lamp."
    assert answer["attachments"][0]["inline"] is True
    assert answer["automatic"] is False
    assert answer["fate"]["fate"] == "opened"
    assert bounce["bounce"] == {
        "status": "5.1.1",
        "permanent": True,
        "recipient": "gone@acme.example",
        "message_id": "abcdef234567@brightwell.example",
    }
    assert bounce["fate"]["fate"] == "bounce"


def test_explain_reads_names_from_the_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", iter([f"{SAVED / 'forwarded.eml'}\n", "\n"]))
    run("explain", "--json", "-")
    assert json.loads(capsys.readouterr().out)["subject"] == "Fwd: Your invoice"


def test_a_file_that_cannot_be_explained_does_not_stop_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("explain", "--json", str(tmp_path / "gone.eml"), f"{SAVED / 'forwarded.eml'}") == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert "cannot be read" in lines[0]["error"]
    assert lines[1]["subject"] == "Fwd: Your invoice"
