"""From a file's bytes to its text: UTF-8 or a reject that names the first wrong byte and the remedy."""

import codecs

from attribune.reading import Reject

# First bytes of files that people hand to a text tool by mistake.
_MAGIC = {
    b"%PDF-": "a PDF; take its text out first, for example with `pdftotext in.pdf out.txt`",
    b"PK\x03\x04": "a zip archive (.docx, .odt, .epub, .zip); save its text as UTF-8 first",
    b"\xd0\xcf\x11\xe0": "an old Office document; save its text as UTF-8 first",
    b"{\\rtf": "a rich text file; save its text as UTF-8 first",
    b"\x1f\x8b": "packed with gzip; unpack it, or let its name end in .gz",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
}
# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
_ICONV = "convert it first, for example with `iconv -f {} -t UTF-8 in.txt > out.txt`"


def decode(data: bytes, path: str, *, start: int = 0) -> str | Reject:
    r"""Return the text of UTF-8 bytes, line ends (`\r\n`) kept, the byte-order mark left out.

    Offsets of an `Origin` therefore count from behind the mark. `start` is the offset of `data` in its file, in bytes,
    for a reader that decodes line by line.
    """
    if start == 0:
        foreign = foreign_content(data, path)
        if foreign is not None:
            return foreign
        start = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
        data = data[start:]
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        offset = start + error.start
        found = f"byte 0x{data[error.start]:02X} at byte offset {offset} is not valid UTF-8, the only encoding read"
        remedy = _ICONV.format("WINDOWS-1252")
        return Reject(path=path, where=f"byte {offset}", reason=f"{found}; if it is text in another encoding, {remedy}")


def foreign_content(head: bytes, path: str) -> Reject | None:
    """Return why a file that starts with these bytes cannot be UTF-8 text, or None if nothing speaks against it."""
    for mark, encoding in _MARKS.items():
        if head.startswith(mark):
            shown = " ".join(f"0x{byte:02X}" for byte in mark)
            reason = f"starts with {shown}, the byte-order mark of {encoding}, but only UTF-8 is read; "
            return Reject(path=path, where="byte 0", reason=reason + _ICONV.format(encoding))
    for magic, kind in _MAGIC.items():
        if head.startswith(magic):
            return Reject(path=path, where="byte 0", reason=f"this is {kind}; only UTF-8 text is read")
    nul = head.find(b"\0")
    if nul >= 0:
        reason = f"byte 0x00 at byte offset {nul}: a binary file, or UTF-16 without its mark; only UTF-8 text is read"
        return Reject(path=path, where=f"byte {nul}", reason=reason)
    return None
