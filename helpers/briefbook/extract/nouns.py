"""Find the head noun of a count, and its singular."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from briefbook.extract.figure_tokens import SPACES, Tokens, title_case
from briefbook.extract.lexicons import rows
from briefbook.extract.shares import contexts, stops

_SUBJECT = 30  # words between `the number of` and its figure, at most
_REACH = 7  # words; the guide says 'about five', names and hyphens count for less
_ENDS_NOT = ("ss", "us", "is", "ous", "'s")
_ENDS_ES = ("sses", "shes", "ches", "xes", "zzes")


@dataclass(frozen=True, slots=True)
class Noun:
    """Head noun of a count: its singular, and the token after it."""

    singular: str
    stop: int


@cache
def _table(kind: str) -> dict[str, str]:
    return {r["word"]: r["singular"] for r in rows("nouns") if r["kind"] == kind}


@cache
def _compounds() -> frozenset[str]:
    return frozenset(_table("compound"))


def hyphen_nouns() -> dict[str, str]:
    """Return what `-strong` and the like count."""
    return _table("hyphen")


def is_plural(word: str) -> bool:
    """Tell whether a lower-case word looks like a plural noun."""
    if word in _table("plural"):
        return True
    return (
        len(word) > 2
        and word[-1] == "s"
        and not word.endswith(_ENDS_NOT)
        and word not in stops()
        and word not in _table("singular")
    )


def plural_at(tokens: Tokens, index: int) -> bool:
    """Tell whether a token looks like a plural noun, also an acronym (`GPUs`)."""
    bare = tokens.bare(index)
    return is_plural(bare) or (bare[-1:] == "s" and _acronym(tokens, index) != "")


def _acronym(tokens: Tokens, index: int) -> str:
    """Return the acronym that a plural is made of: `GPU` for `GPUs`, else nothing."""
    written = tokens.text[tokens.starts[index] : tokens.ends[index]]
    stem = written[:-1]
    plural = len(stem) > 1 and written[-1] == "s" and stem.isupper()
    return stem if plural and stem.isalpha() else ""


def singular(word: str) -> str:
    """Return the singular of a plural noun.

    Examples
    --------
    >>> [singular(word) for word in ("countries", "people", "businesses", "houses")]
    ['country', 'person', 'business', 'house']
    """
    known = _table("plural").get(word)
    if known:
        return known
    if not is_plural(word):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(_ENDS_ES):
        return word[:-2]
    return word[:-1]


def head_noun(tokens: Tokens, index: int, limit: int | None = None) -> Noun | None:
    """Return the head noun of the phrase that begins at token `index`.

    The first plural is the head, unless another plural follows it at once (`two sales
    teams`) or it is part of a name (`two United States citizens`).

    Parameters
    ----------
    tokens
        The text's tokens.
    index
        First token after the number.
    limit
        Token at which the phrase ends at the latest: the next figure.
    """
    found = None
    stop = min(len(tokens), index + _REACH + 4, limit if limit else len(tokens))
    steps = 0
    for j in range(index, stop):
        # `-` joins, and so does a code (`12 A320 jets`: its A is no article).
        joined = (j > index and tokens.gap(j - 1) == "-") or tokens.gap(j) == ""
        if not _goes_on(tokens, j, index):
            break
        word = tokens.words[j]
        if word[0] <= "9":
            if not _in_code(tokens, j):
                break
            continue
        bare = tokens.bare(j)
        if j == index and _participle(tokens, j):
            steps += 1
            continue
        if _stops(tokens, j, bare) and not joined and tokens.gap(j) != "-":
            if found or stops()[bare] != "conjunction" or not _adjectives(tokens, j):
                break
            continue
        if found is not None:
            name = tokens.capital(found) and not tokens.capital(j)
            if plural_at(tokens, j) and (found == j - 1 or name):
                found = j
            elif not (name and j - found == 1):
                break
            continue
        if plural_at(tokens, j) and tokens.gap(j) != "-" and word[-2:] != "'s":
            if word.endswith("s'") or tokens.gap(j)[:2] in ("' ",):
                steps += 1
                continue
            found = j
            continue
        if not joined:
            steps += 1
        if steps > _REACH:
            break
    if found is None:
        return None
    return Noun(noun_name(tokens, found), found + 1)


def noun_name(tokens: Tokens, index: int) -> str:
    """Return the singular of the noun at `index`, with its compound where known."""
    name = singular(tokens.bare(index))
    if tokens.bare(index)[-1:] == "s" and (acronym := _acronym(tokens, index)):
        return acronym
    if _proper(tokens, index):
        name = tokens.text[tokens.starts[index]] + name[1:]
    if index:
        gap = tokens.gap(index - 1)
        if gap in (" ", "-"):
            whole = f"{tokens.bare(index - 1)}{gap}{name}"
            if whole in _compounds():
                return whole
    return name


def _stops(tokens: Tokens, j: int, bare: str) -> bool:
    """Tell whether a function word stands here; `US` and `IT` in capitals are names."""
    if bare not in stops():
        return False
    if stops()[bare] == "verb" and j and tokens.words[j - 1].endswith("ly"):
        # `three privately held firms`
        return False
    if len(bare) != 2 or not tokens.text[tokens.starts[j] : tokens.ends[j]].isupper():
        return True
    return tokens.text[tokens.starts[j - 1] : tokens.ends[j - 1]].isupper()


def _participle(tokens: Tokens, j: int) -> bool:
    """Tell whether a past form stands before its noun: `three approved chip plants`."""
    if tokens.words[j] not in contexts("participle"):
        return False
    for k in range(j + 1, j + 4):
        bare = tokens.bare(k)
        if tokens.gap(k - 1) != " " or bare in stops() or not bare:
            return False
        if plural_at(tokens, k):
            return True
    return False


def _proper(tokens: Tokens, index: int) -> bool:
    """Tell whether the noun is a name (`two Teslas`), no headline's capital."""
    if not tokens.capital(index) or not index:
        return False
    if any(sign in tokens.gap(index - 1) for sign in '.!?\n"'):
        return False
    if title_case(tokens, index):
        return False
    if tokens.gap(index)[:1] in (".", ",", ";", ""):
        return True
    return not tokens.capital(index + 1)


def _goes_on(tokens: Tokens, j: int, index: int) -> bool:
    if j == index:
        return True
    gap = tokens.gap(j - 1)
    if gap in SPACES or gap in ("-", "", "/", ' "', '" ', " & ", "&", "-/"):
        return True
    if gap in (".", ". "):
        # `two U.S. citizens`
        return len(tokens.words[j - 1]) == 1 and tokens.capital(j - 1)
    if gap in (", ", "' "):
        # `three smaller, privately held banks`
        before = tokens.bare(j - 1)
        return (
            gap == "' "
            or j - index == 1
            and not tokens.capital(j - 1)
            and not is_plural(before)
            and before not in stops()
            and tokens.bare(j) not in stops()
        )
    return False


def _in_code(tokens: Tokens, j: int) -> bool:
    """Tell whether the number is part of a code (`two 5G phones`, `12 A320 jets`)."""
    end = tokens.char(tokens.ends[j])
    if j and tokens.gap(j - 1) in ("-", "+") and tokens.words[j - 1].isalpha():
        return True
    return (end.isalpha() or end == "-") or (
        j > 0 and tokens.ends[j - 1] == tokens.starts[j]
    )


def _adjectives(tokens: Tokens, j: int) -> bool:
    """Tell whether `and` joins two adjectives (`12 large and small banks`)."""
    if tokens.word(j) not in ("and", "or") or j + 2 >= len(tokens):
        return False
    before, after = tokens.bare(j - 1), tokens.bare(j + 1)
    if before.endswith("ed") and not after.endswith("ed"):
        return False
    fits = after not in stops() and not is_plural(after) and after[:1] > "9"
    return fits and before not in stops() and tokens.gap(j - 1) == tokens.gap(j) == " "


def subject_noun(tokens: Tokens, index: int, floor: int = -1) -> str | None:
    """Return the nearest plural noun before token `index` in its sentence.

    `Deliveries rose to 462,890`: the noun of an elided count.
    """
    numbered = numbered_noun(tokens, index)
    if numbered:
        return numbered
    for j in range(index, max(floor - 1, -1, index - 16), -1):
        if any(sign in tokens.gap(j) for sign in ";!?\n") and j != index:
            return None
        bare = tokens.bare(j)
        if tokens.gap(j)[:2] == ". " and len(bare) > 2 and j != index:
            return None
        if plural_at(tokens, j) and bare not in contexts("period noun"):
            if not _measures(bare):
                return noun_name(tokens, j)
    return None


def numbered_noun(tokens: Tokens, index: int) -> str | None:
    """Return what `the number of ...` counts, in the sentence up to token `index`.

    `The number of ships waiting at the two ports fell to 61`.
    """
    for j in range(index, max(-1, index - _SUBJECT), -1):
        gap = tokens.gap(j)
        if j != index and (gap[:2] == ". " or any(sign in gap for sign in ";!?\n")):
            return None
        if tokens.words[j] == "of" and tokens.word(j - 1) in contexts("number word"):
            noun = head_noun(tokens, j + 1)
            return noun.singular if noun else None
    return None


@cache
def _unit_words() -> frozenset[str]:
    return frozenset(row["phrase"] for row in rows("units"))


def _measures(word: str) -> bool:
    return word in _unit_words()
