"""The errors attribune raises on purpose.

A message says what was found, where, what is allowed and what to do about it. The command line prints it without a
traceback; a run over many articles writes it to the rejects file and goes on.
"""


class AttribuneError(Exception):
    """Base of every error raised on purpose."""


class InputError(AttribuneError):
    """A file cannot be read as articles: missing, binary, in another encoding, or without any text."""


class RecordError(AttribuneError):
    """A record breaks its contract, for example a span whose text is not the article's text at its offsets."""


class ModelError(AttribuneError):
    """A model is missing, incomplete or made for another version."""


class SettingsError(AttribuneError):
    """An option or settings value is not one of those allowed."""


class ServerError(AttribuneError):
    """A server cannot be reached, or refuses what it is asked."""
