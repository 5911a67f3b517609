"""Decoding bytes. All text here is invented; what a user sees of it is tested in test_reading.py."""

from attribune.decoding import decode, foreign_content
from attribune.reading import Reject


def test_utf_8_is_decoded_without_its_mark_and_with_its_line_ends() -> None:
    """The byte-order mark goes, carriage returns stay, characters beyond the basic plane are one code point."""
    assert decode("\ufeffÎle\r\n🚢\r".encode(), "a.txt") == "Île\r\n🚢\r"


def test_offset_counts_from_the_start_of_the_file() -> None:
    """A piece that starts further on in its file reports the offset in the file, and keeps a leading mark."""
    reject = decode(b"ab\xe9", "a.txt", start=100)

    assert isinstance(reject, Reject)
    assert reject.where == "byte 102"
    assert decode("\ufeffa".encode(), "a.txt", start=100) == "\ufeffa"


def test_text_is_not_foreign() -> None:
    """Nothing speaks against plain text, nor against no bytes at all."""
    assert foreign_content(b"Ferry", "a.txt") is None
    assert foreign_content(b"", "a.txt") is None
