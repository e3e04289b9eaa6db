"""Letters as .eml files in a folder: for trying out, and while no mail server is set."""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from pathlib import Path

from alerts.message import message_of
from models.errors import TemporaryDeliveryError
from models.values import Letter

_UNFIT = re.compile(r"[^A-Za-z0-9@._+-]+")


class FolderTransport:
    """Writes each letter into a folder, whole or not at all; one file a Message-ID."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def send(self, letter: Letter) -> str:
        """Write the letter and return the file's path."""
        return await asyncio.to_thread(self._write, letter)

    def path_of(self, letter: Letter) -> Path:
        """Return where the letter is or will be: the same path at every attempt."""
        plain = letter.recipient.rpartition("<")[2].rstrip(">")
        to = _UNFIT.sub("_", plain)[:60].lstrip(".")
        key = _UNFIT.sub("", letter.message_id.strip("<>").partition("@")[0])[:16]
        return self.folder / f"{letter.created:%Y%m%dT%H%M%S}-{to}-{key}.eml"

    def _write(self, letter: Letter) -> str:
        path = self.path_of(letter)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            handle, part = tempfile.mkstemp(dir=self.folder, prefix=".", suffix=".part")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(message_of(letter).as_bytes())
                    file.flush()
                    os.fsync(file.fileno())
                Path(part).replace(path)
            except BaseException:
                Path(part).unlink(missing_ok=True)
                raise
        except OSError as error:
            msg = f"the mail folder {self.folder} cannot be written: {error.strerror}"
            raise TemporaryDeliveryError(msg) from error
        return f"written to {path}"
