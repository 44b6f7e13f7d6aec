"""Reading ahead: the next block is read while the last one is judged."""

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any, TypeVar

END: Any = object()


T = TypeVar("T")


def ahead(items: Generator[T, None, None]) -> Iterator[T]:
    """The items, each made in a thread beside while the one before is worked on."""
    with closing(items), ThreadPoolExecutor(1, "reading") as beside:
        coming = beside.submit(next, items, END)
        while (one := coming.result()) is not END:
            coming = beside.submit(next, items, END)
            yield one
