"""While no mail server is set, each letter is one file, whole or not there."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from alerts.deliver import deliver
from alerts.notices import sample_letter
from alerts.transports.folder import FolderTransport
from tests.alerts.samples import NOW, SETTINGS

LETTER = sample_letter("Lin Wei <lin@example.com>", NOW, settings=SETTINGS)


def test_a_letter_is_one_file_however_often_it_is_sent(tmp_path: Path) -> None:
    transport = FolderTransport(tmp_path / "outbox")
    for attempts in (0, 1):
        receipt = asyncio.run(deliver(replace(LETTER, attempts=attempts), transport, NOW))
        assert receipt.outcome == "delivered"
    (file,) = (tmp_path / "outbox").iterdir()
    assert file.name.startswith("20250304T000000-lin@example.com-")
    assert file.suffix == ".eml"
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert message["Message-ID"] == LETTER.message_id
    assert message["Subject"] == "Robowatch test letter"


def test_another_letter_is_another_file(tmp_path: Path) -> None:
    transport = FolderTransport(tmp_path)
    for letter in (LETTER, replace(LETTER, message_id="<other@example.org>")):
        asyncio.run(transport.send(letter))
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("recipient", ["../../evil@example.com", "a/b@example.com", "x" * 300 + "@example.com", "..@e"])
def test_no_address_leads_out_of_the_folder(tmp_path: Path, recipient: str) -> None:
    path = FolderTransport(tmp_path).path_of(replace(LETTER, recipient=recipient))
    assert path.parent == tmp_path
    assert len(path.name) < 120


def test_a_folder_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("in the way")
    receipt = asyncio.run(deliver(LETTER, FolderTransport(tmp_path / "outbox"), NOW))
    assert receipt.outcome == "retry"
    assert "cannot be written" in receipt.detail
