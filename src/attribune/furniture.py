"""What the lines of a news page are when they are not its prose: furniture, times, outlets, credits.

Every function here looks at one short stretch and never at a whole file, so that a line of megabytes costs nothing.
"""

import re
from typing import NamedTuple

# No line of furniture, no outlet and no headline is longer, in code points.
MAX_FURNITURE = 120
MAX_OUTLET = 60
# A longer line is prose, whatever it ends with.
MAX_TITLE = 200

# After these a page has nothing more of the article, only lists, boxes and what readers wrote.
_CLOSING = r"""
    (?:hash)?tags|topics?|tagged(?:\ (?:as|in))?|filed\ under|key\ ?words
    | (?:hash)?tags\s*:.* | topics?\s*:.* | filed\ under\s*:.* | (?:\#[^\s,\#]+[\s,]*)+
    | (?:\d+\ )?(?:reader(?:s['’])?\ )?comments?(?:\s*\(\d+\))? | comments\ are\ (?:closed|off)
    | no\ comments(?:\ (?:yet|so\ far))?(?:\W.*)? | be\ the\ first\ to\ comment.*
    | (?:leave|add|post|write)\ (?:a|your)\ (?:comment|reply) | (?:show|view|load|read|see)\ (?:all\ |more\ )*comments
    | join\ the\ (?:conversation|discussion) | (?:log|sign)\ ?in\ (?:or\ .+\ )?to\ (?:comment|reply).*
    | related(?:\ (?:articles?|stor(?:y|ies)|news|posts?|topics?|content|coverage|links?|reading|items?|videos?))?
    | (?:you\ )?(?:may|might)\ (?:also\ )?(?:like|be\ interested\ in).* | (?:recommended|suggested)(?:\ .{1,30})?
    | more\ (?:from|stories|news|articles|like\ this|on\ this)\b.{0,40} | most\ (?:read|popular|viewed|shared)
    | trending(?:\ now)? | editor['’]?s['’]?\ picks? | latest\ (?:news|stories|articles)
    | try\ (?:our|the|out\ our)\ .{1,30}(?:features?|tools?|app|assistant) | explore\ what\ .{1,60}\ can\ do\ for\ you
    | (?:generate|get|create)\ (?:an?\ )?(?:ai\ )?(?:summary|audio|video|quiz)
    | ©.* | \(c\)\ .* | copyright\ .* | all\ rights\ reserved
"""
# These, too, open a list of links, but between paragraphs just as often as behind the last.
_LINKS = r"(?:read|see|watch)\ (?:more|also|next) | also\ (?:read|see|watch) | see\ also | related | more"
_INLINE = r"""
    (?:read|see|watch|listen)\ (?:more|also|next|this)(?:\s*[:|–—-].*)? | also\ (?:read|see|watch)(?:\s*[:|–—-].*)?
    | (?:read|related|see\ also|more)\s*[:|]\s*.* | continue\ reading.* | (?:show|load)\ (?:more|less)
    | (?:article|story)\ continues\ (?:below|after).* | (?:back\ )?to\ top | click\ here.*
    | share(?:\ (?:this|on|via|to|with)\b.*)? | tweet | (?:share\ on\ )?(?:facebook|twitter|whatsapp|telegram|linkedin)
    | e-?mail | print | copy\ link | save | like | reply | report | bookmark | follow(?:\ us)?(?:\ on\b.*)?
    | advertisements? | ads? | sponsored(?:\ content)? | promoted | partner\ content
    | sign\ up\b.{0,80} | subscribe\b.{0,80} | (?:our\ )?newsletters? | log\ ?in | sign\ in | register
    | -30- | home | menu | search | skip\ to\ .{0,20}content | toggle\ navigation | (?:accept|reject)\ (?:all\ )?cookies
"""
_CLOSING_LINE = re.compile(_CLOSING, re.IGNORECASE | re.VERBOSE)
_LINKS_LINE = re.compile(_LINKS, re.IGNORECASE | re.VERBOSE)
_INLINE_LINE = re.compile(_INLINE, re.IGNORECASE | re.VERBOSE)
_ORNAMENT = " \t.…:!*•#>»›→▶-–—|"

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_CLOCK = r"\d{1,2}(?:[:.]\d{2}){1,2}(?:\s?[ap]\.?m\b\.?)?(?:\s?\(?[a-z]{2,5}\)?)?|\d{1,2}\s?[ap]\.?m\.?"
_COUNT = r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:a )?few|several|half an)"
_UNIT = r"(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|wks?|weeks?|mos?|months?|y|yrs?|years?)"
_DAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? )?"
_RELATIVE = (
    rf"(?:(?:about|over|almost|nearly) )?{_COUNT}\+?\s?{_UNIT}(?:(?:,| and)?\s{_COUNT}\s?{_UNIT})?\sago"
    rf"|just now|moments ago|(?:yesterday|today)(?:,?\s(?:at\s)?(?:{_CLOCK}))?|last (?:night|week|month|year)"
)
_DATE = (
    rf"{_DAY}(?:\d{{4}}-\d{{2}}-\d{{2}}(?:t\d{{2}}:\d{{2}}\S{{0,15}})?"
    rf"|\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}|\d{{4}}/\d{{1,2}}/\d{{1,2}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},?(?: \d{{4}})?|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,?(?: \d{{4}})?)"
    rf"(?:,?\s(?:at\s|[-–|•]\s)?(?:{_CLOCK}))?"
)
_TIME_LINE = re.compile(
    rf"(?:(?P<outlet>\S.{{0,58}}?)\s*[•·|]\s*|(?P<dashed>\S.{{0,58}}?)\s[-–—]\s)?"
    rf"(?:(?:first |last )?(?:published|updated|posted)(?: on| at)?:?\s)?(?P<time>(?P<relative>{_RELATIVE})|{_DATE})",
    re.IGNORECASE,
)

_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
# A title may end with "?", with "the U.S." and with a quotation, but not with a full stop.
_INITIALISM = re.compile(r"(?:^|[\s(])(?:[A-Z]\.){2,}$")
_DASHED = re.compile(r"[-–—•]\s*(\S.*)")

_NAME_WORD = r"(?:[^\W\d_a-z][\w.'’&/-]*|&|\d[\w.-]*|[\w-]+\.(?:com|org|net|co|news|[a-z]{2}))"
_SMALL_WORD = r"(?:of|the|and|for|in|on|de|del|di|la|le|el|der|des|du|y|al)"
_NAME = re.compile(rf"{_NAME_WORD}(?:,?\s(?:{_NAME_WORD}|{_SMALL_WORD})){{0,6}}")
_AGENCIES = r"(?:Reuters|AP|AFP|dpa|DPA|UPI|Bloomberg|Bernama|Xinhua|ANSA|EFE|PA|PTI|ANI|Kyodo|Yonhap|TASS|Tass|ANTARA)"
_AGENCY = re.compile(
    rf"{_AGENCIES}(?:\s?[/,&]\s?{_AGENCIES}|\sand\s{_AGENCIES})*|(?:\w+\s)?(?:News Service|Agencies|agencies)"
)
_CREDIT = re.compile(
    r"(?P<before>\A|[.!?…][\"'”’»)\]]*)\s*(?P<credit>(?:[-–—]|--)\s?(?P<name>[^-–—.!?…\s][^–—!?…]{1,59}))$"
)
_ONE_QUOTATION = re.compile(r"[\"'“‘«„].*[\"'”’»“]", re.DOTALL)
_QUOTATION_END = re.compile(r"[,.!?…][\"'”’»“]\s")
# Enough of a text's end to hold any credit and the sentence end before it, in code points.
_CREDIT_WINDOW = 80


class StatedTime(NamedTuple):
    """A line that states when an article appeared: as stated, whether as an age ("an hour ago"), and the outlet."""

    published: str
    relative: bool
    outlet: str | None


def is_furniture(line: str) -> bool:
    """Tell whether a stripped line is page furniture of whatever kind: a label, a button, a rule ("* * *", "-30-")."""
    return (
        is_closing(line)
        or _fits(_INLINE_LINE, line)
        or (len(line) <= MAX_FURNITURE and not any(map(str.isalnum, line)))
    )


def is_closing(line: str) -> bool:
    """Tell whether a stripped line opens what stands behind an article: tags, comments, related articles, adverts."""
    return _fits(_CLOSING_LINE, line)


def opens_list(line: str) -> bool:
    """Tell whether a stripped line opens a list of tags or links, so that the short lines below it belong to it."""
    return is_closing(line) or _fits(_LINKS_LINE, line)


def _fits(pattern: re.Pattern[str], line: str) -> bool:
    return len(line) <= MAX_FURNITURE and (
        pattern.fullmatch(line) is not None or pattern.fullmatch(line.strip(_ORNAMENT)) is not None
    )


def is_prose(line: str) -> bool:
    """Tell whether a stripped line is a sentence or paragraph, not a headline, label or button."""
    return len(line) > MAX_TITLE or (_SENTENCE_END.search(line[-8:]) is not None and not _INITIALISM.search(line[-12:]))


def is_title(line: str) -> bool:
    """Tell whether a stripped line can be a headline: short, and without the punctuation that ends a sentence."""
    return (2 <= len(line) <= MAX_TITLE and line[-1] not in ":;,.") or bool(_INITIALISM.search(line[-12:]))


def stated_time(line: str) -> StatedTime | None:
    """Return the time that a stripped line states and nothing else but an outlet, or None."""
    if len(line) > MAX_FURNITURE or (found := _TIME_LINE.fullmatch(line)) is None:
        return None
    return StatedTime(found["time"], found["relative"] is not None, found["outlet"] or found["dashed"])


def dashed_label(line: str) -> str | None:
    """Return what a short line with a leading dash or bullet holds ("- The Post"), or None."""
    found = _DASHED.fullmatch(line) if len(line) <= MAX_OUTLET else None
    return found[1] if found else None


def is_name(line: str) -> bool:
    """Tell whether a stripped line reads like an outlet's name: up to seven words, the content words capitalised."""
    return len(line) <= MAX_OUTLET and _NAME.fullmatch(line) is not None and any(map(str.isalpha, line))


def find_credit(line: str, before: str) -> int | None:
    """Return the index in a stripped last line of an article at which its credit begins, or None if it has none.

    A credit is a dash and a name behind the last sentence ("– Wire Service"), on its line or on one of its own;
    `before` is the line above, empty if there is none. Behind a paragraph that is one quotation such a name is the
    speaker's, unless it is a news agency's; below an item of a list it is another item.
    """
    offset = max(0, len(line) - _CREDIT_WINDOW)
    found = _CREDIT.search(line, offset)
    if found is None:
        return None
    paragraph = line[: found.start("credit")].strip() or before
    if not paragraph or (paragraph is before and dashed_label(before) is not None):
        return None
    name = found["name"].strip()
    quotation = _ONE_QUOTATION.fullmatch(paragraph) is not None and _QUOTATION_END.search(paragraph, 1) is None
    if _AGENCY.fullmatch(name) is None and (quotation or not is_name(name)):
        return None
    return found.start("credit")
