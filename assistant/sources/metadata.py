"""What stands around an article, made uniform: canonical URLs, titles, names, the agency, the kind, the language."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vectorstore.types import Kind

_SPACE = re.compile(r"\s+")
_TRACKING = re.compile(
    r"utm_\w+|(?:fb|g|ms|dc|yc|tw|igs|mc_e)(?:clid|id|hid|shid)|gclsrc|_ga|_gl|mc_cid|mkt_tok|cmpid|ocid|icid|ncid"
    r"|smid|smtyp|s_cid|ns_\w+|at_\w+|ref|ref_src|src|referrer|CMP|share|sh|taid|guccounter|xtor|spref",
    re.IGNORECASE,
)


def canonical_url(url: str | None) -> str | None:
    """The URL as an identity: lower-case host, no fragment, tracking parameters, default port or trailing slash.

    None for what is not an absolute http(s) URL.
    """
    from courlan import normalize_url

    try:
        parts = urlsplit((url or "").strip())
        if parts.scheme.lower() not in {"http", "https"} or not parts.hostname or parts.username:
            return None
        query = "&".join(pair for pair in parts.query.split("&") if not _TRACKING.fullmatch(pair.partition("=")[0]))
        path = parts.path.rstrip("/")
        return str(normalize_url(urlunsplit((parts.scheme, parts.netloc, path, query, "")), trailing_slash=False))
    except ValueError:
        return None


def clean(text: object) -> str:
    """One line of plain text: entities decoded, tags and repeated blanks removed."""
    if not isinstance(text, str):
        return ""
    plain = html.unescape(html.unescape(text)) if "&" in text else text
    return _SPACE.sub(" ", re.sub(r"</?[a-zA-Z][^<>]{0,200}>", "", plain)).strip()


_LONGEST_TITLE = 500


def clean_title(title: object, outlets: Iterable[str | None] = (), url: str | None = None) -> str:
    """The headline without a trailing " | Outlet"; what follows must be one of ``outlets`` or the URL's host."""
    text = clean(title)[:_LONGEST_TITLE]
    host = (urlsplit(url or "").hostname or "").removeprefix("www.")
    names = {_letters(name) for name in (*outlets, host, host.partition(".")[0]) if name} - {""}
    while match := re.search(r"\s+[|–—•·»\-]+\s+([^|–—•·»]{1,60})$|\s*\|\s*([^|]{1,60})$", text):
        if _letters(match[1] or match[2]) not in names:
            break
        text = text[: match.start()].rstrip()
    return text


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", re.sub(r"^the\s+", "", name.lower()))


_BY = re.compile(
    r"^(?:(?:written|posted|published|reported|story|words)\s+)?by[\s:]+|^(?:author|from)\s*:\s*", re.IGNORECASE
)
_AND = re.compile(r"\s*(?:;|\||\n|,?\s+and\s+|\s+&\s+|\s+with\s+)\s*")
_ROLE = re.compile(
    r"\b(?:editor|reporter|correspondent|writer|journalist|columnist|producer|staff|bureau|chief|analyst|critic"
    r"|contributor|photographer|fellow|political|senior|associate|assistant|executive|newsroom|desk|agency|agencies)\b",
    re.IGNORECASE,
)
_LONGEST_NAME = 80
_NOT_A_NAME = re.compile(
    r"https?:|www\.|@|^\d+$|^(?i:admin|unknown|none|null|undefined|n/?a|staff|editor)$|^[a-z0-9]+(?:[-_][a-z0-9]+)+$"
)


def clean_authors(values: Iterable[object]) -> tuple[str, ...]:
    """Names, each once, in order: "By Jane Doe and John Roe, Staff Writer" gives Jane Doe and John Roe."""
    names: dict[str, str] = {}
    for value in values:
        for part in _AND.split(_BY.sub("", clean(value))):
            for name in _names_in(part):
                names.setdefault(name.casefold(), name)
    return tuple(names.values())


def _names_in(part: str) -> Iterable[str]:
    pieces = [_BY.sub("", piece.strip(" .,-–—/")) for piece in re.split(r",\s*|\s+[-–—]\s+|\s+/\s+", part)]
    for position, piece in enumerate(pieces):
        plain = re.sub(r"\s*\([^)]*\)", "", piece).strip()
        is_role = position > 0 and (_ROLE.search(plain) or " " not in plain)
        if plain and len(plain) <= _LONGEST_NAME and not is_role and not _NOT_A_NAME.search(plain):
            yield plain


_AGENCIES = {
    "reuters": "Reuters", "ap": "AP", "associated press": "AP", "the associated press": "AP",
    "afp": "AFP", "agence france-presse": "AFP", "agence france presse": "AFP", "upi": "UPI", "xinhua": "Xinhua",
    "bloomberg": "Bloomberg", "dpa": "dpa", "pti": "PTI", "ani": "ANI", "ians": "IANS", "tass": "TASS",
    "bernama": "Bernama", "kyodo": "Kyodo", "kyodo news": "Kyodo", "yonhap": "Yonhap", "efe": "EFE", "ansa": "ANSA",
    "aap": "AAP", "pa": "PA Media", "pa media": "PA Media", "press association": "PA Media",
    "canadian press": "The Canadian Press", "the canadian press": "The Canadian Press",
}  # fmt: skip
_NAMES = "|".join(sorted(map(re.escape, _AGENCIES), key=len, reverse=True))
_DATELINE = re.compile(rf"^[^\n(]{{0,80}}\(({_NAMES})\)\s*(?:[-–—:]|\n)", re.IGNORECASE)
_CREDIT_LINE = re.compile(rf"^(?:by |source: |— ?)?({_NAMES})(?: staff| writers?)?\.?$", re.IGNORECASE | re.MULTILINE)


def agency_of(text: str, authors: Sequence[str] = ()) -> str | None:
    """The news agency named by the dateline ("LONDON (Reuters) -"), a line of its own, or the byline."""
    head, tail = text[:600], text[-300:]
    for line in head.splitlines()[:3]:
        if match := _DATELINE.match(line + "\n"):
            return _AGENCIES[match[1].lower()]
    for part in (*(author.strip() for author in authors), head, tail):
        if (match := _CREDIT_LINE.search(part)) and _spelled_as_agency(match[1]):
            return _AGENCIES[match[1].lower()]
    return None


def _spelled_as_agency(name: str) -> bool:
    """Whether it reads "PA" or "Reuters" but not "pa" or "ap", which are words elsewhere."""
    return name[0].isupper() or name == "dpa"


_SCHEMA_KINDS: dict[str, Kind] = {
    "opinionnewsarticle": "opinion", "analysisnewsarticle": "analysis", "liveblogposting": "live",
    "newsarticle": "news", "reportagenewsarticle": "news", "backgroundnewsarticle": "analysis",
    "news": "news", "opinion": "opinion", "analysis": "analysis", "live": "live", "correction": "correction",
}  # fmt: skip
_TITLE_KINDS: tuple[tuple[str, Kind], ...] = (
    (r"^(?:correction|clarification|erratum)\s*[:|–—-]", "correction"),
    (r"^(?:opinion|op-ed|commentary|editorial|comment|letters?|guest column|view)\s*[:|–—]", "opinion"),
    (r"[|–—]\s*(?:opinion|op-ed|commentary|editorial)$", "opinion"),
    (r"^(?:analysis|explainer|news analysis)\s*[:|–—]|[|–—:]\s*analysis$", "analysis"),
    (r"^(?:live|live blog|live updates?)\s*[:|–—-]|\blive updates?\b(?:\W|$)|\bas it happened$", "live"),
)
_SECTION_KINDS: tuple[tuple[str, Kind], ...] = (
    (r"corrections?|clarifications?", "correction"),
    (r"opinions?|op-?ed|commentary|editorials?|comment(?:isfree| is free)?|column(?:ist)?s?|letters|voices", "opinion"),
    (r"analysis|news analysis|explainers?", "analysis"),
    (r"live|live ?blogs?|live updates?", "live"),
    (r"news|world|politics|business|national|international|local", "news"),
)


def kind_of(title: str, section: str | None, schema_types: Sequence[str] = (), url: str | None = None) -> Kind:
    """The kind of an article by its headline's prefix, its declared kind or schema.org type, its section, its URL."""
    for pattern, kind in _TITLE_KINDS:
        if re.search(pattern, title.strip(), re.IGNORECASE):
            return kind
    declared = [_SCHEMA_KINDS[name.lower()] for name in schema_types if name.lower() in _SCHEMA_KINDS]
    specific = [kind for kind in declared if kind != "news"]
    folders = urlsplit(url or "").path.strip("/").split("/")[:-1]
    by_place = [_section_kind(name) for name in ((section or "").strip(), *folders)]
    return next((kind for kind in (*specific, *by_place, *declared) if kind not in (None, "unknown")), "unknown")


def _section_kind(name: str) -> Kind:
    for pattern, kind in _SECTION_KINDS:
        if re.fullmatch(pattern, name.replace("_", " "), re.IGNORECASE):
            return kind
    return "unknown"


_ENOUGH_TO_TELL = 80
"""Characters below which a guess at the language is worth less than the page's own statement."""
_ENOUGH_TO_READ = 400


def language_of(text: str, declared: str | None = None) -> str | None:
    """The ISO 639-1 code: detected where the text is long enough to tell, else as declared, else None."""
    stated = re.match(r"[a-zA-Z]{2,3}(?![a-zA-Z])", (declared or "").strip())
    if len(text) >= _ENOUGH_TO_TELL:
        from py3langid import classify

        return str(classify(text[:_ENOUGH_TO_READ])[0])
    return stated[0].lower() if stated else None
