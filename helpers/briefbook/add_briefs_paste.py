"""Text from the clipboard: of a web page its words, and none of its code."""

from __future__ import annotations

import re

_TAG = re.compile(r"<(?:p|div|br|li|h\d|script|style|span|table|html|body|a)\b", re.I)
# No person can see them, let alone remove them; the check refuses them.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]+")
_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_HEADS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = ("p", "div", "li", "br", "tr", *_HEADS)


def pasted(text: str) -> str:
    r"""Return a pasted digest as plain text: of HTML its paragraphs, no script.

    Headings of a level that comes several times are marked as titles of stories.

    Examples
    --------
    >>> pasted("<p>One <b>story</b>.</p><script>alert(1)</script><p>Two.</p>")
    'One story.\nTwo.'
    """
    # A lone surrogate can't be written to a file; one character stands for it.
    text = _SURROGATE.sub("\ufffd", text)
    text = _LINE_ENDS.sub("\n", text).removeprefix("\ufeff")
    text = _CONTROL.sub(" ", text)
    if not _TAG.search(text):
        return text
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(text, "html.parser")
    for tag in soup(["head", "script", "style", "template", "noscript"]):
        tag.decompose()
    for level in _HEADS:
        heads = soup.find_all(level)
        for tag in heads if len(heads) > 1 else ():
            tag.insert(0, "\n# ")
    for tag in soup.find_all(_BLOCKS):
        tag.append("\n")
    lines = (" ".join(line.split()) for line in soup.get_text().split("\n"))
    return "\n".join(line for line in lines if line)
