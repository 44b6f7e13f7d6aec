"""Files as they were dropped on the page: told apart by content, and on the disk only while they are read."""

import hashlib
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import streamlit as st

LONGEST_NAME = 120
NAMELESS = "file"


class Upload(Protocol):
    """What the page keeps of a dropped file; its bytes are in memory."""

    name: str
    file_id: str

    def getbuffer(self) -> memoryview: ...


@dataclass(frozen=True)
class Sent:
    """A dropped file: its own name without folders, and its fingerprint."""

    name: str
    sha256: str
    upload: Upload

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from others."""
        return self.name, self.sha256


def sent(uploads: Sequence[Upload]) -> tuple[Sent, ...]:
    """The dropped files; each is fingerprinted once a session."""
    known: dict[str, str] = st.session_state.setdefault("fingerprints", {})
    for upload in uploads:
        if upload.file_id not in known:
            known[upload.file_id] = hashlib.sha256(upload.getbuffer()).hexdigest()
    return tuple(Sent(base_name(upload.name), known[upload.file_id], upload) for upload in uploads)


def base_name(name: str) -> str:
    """The last part of a name whatever the system it comes from, without signs that nobody sees."""
    last = re.split(r"[\\/]", name)[-1]
    plain = "".join(sign for sign in last if sign.isprintable()).encode(errors="ignore").decode().strip()
    if not plain.strip("."):
        return NAMELESS
    stem, dot, end = plain.rpartition(".")
    return plain if len(plain) <= LONGEST_NAME else (stem or plain)[: LONGEST_NAME - 10] + (dot + end)[:10]


@contextmanager
def laid(files: Sequence[Sent]) -> Iterator[list[Path]]:
    """Paths of the files in a folder that only this account may enter; it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="load-") as folder:
        paths = []
        for number, file in enumerate(files):
            # A folder each: two files may bear one name.
            path = Path(folder) / str(number) / file.name
            path.parent.mkdir()
            path.write_bytes(file.upload.getbuffer())
            paths.append(path)
        yield paths
