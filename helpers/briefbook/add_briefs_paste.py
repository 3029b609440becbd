"""Text from the clipboard: of a web page its words, and none of its code."""

from __future__ import annotations

import re

_TAG = re.compile(r"<(?:p|div|br|li|h\d|script|style|span|table|html|body|a)\b", re.I)
_BLOCKS = ("p", "div", "li", "br", "tr", "h1", "h2", "h3", "h4", "h5", "h6")


def pasted(text: str) -> str:
    r"""Return a pasted digest as plain text: of HTML its paragraphs, no script.

    Examples
    --------
    >>> pasted("<p>One <b>story</b>.</p><script>alert(1)</script><p>Two.</p>")
    'One story.\nTwo.'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    if not _TAG.search(text):
        return text
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(text, "html.parser")
    for tag in soup(["script", "style", "template", "noscript"]):
        tag.decompose()
    for tag in soup.find_all(_BLOCKS):
        tag.append("\n")
    lines = (" ".join(line.split()) for line in soup.get_text().split("\n"))
    return "\n".join(line for line in lines if line)
