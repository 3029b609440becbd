"""Small sources of every kind that a build reads."""

import gzip
import json
from pathlib import Path

FIRMS = ("Acme Chips", "Borealis Fabs", "Corvid Cloud", "Dovetail Shop")


def brief(number: int, *, year: int = 2024) -> dict:
    """Return a made-up brief; the same number gives the same one."""
    firm = FIRMS[number % len(FIRMS)]
    month, day = number % 12 + 1, number % 27 + 1
    text = (
        f"{firm} will spend ${number + 1}.5 billion on a chip plant in Ohio by 2026. "
        f"Exports to China fell {number % 60 + 2}% in the first half of {year}."
    )
    published = f"{year}-{month:02d}-{day:02d}"
    title = f"Plant {number}"
    return {"id": f"b{number}", "published": published, "text": text, "title": title}


def jsonl(path: Path, rows: list, *, year: int = 2024) -> Path:
    """Write numbers as briefs, and texts as lines as they are."""
    lines = [
        row if isinstance(row, str) else json.dumps(brief(row, year=year))
        for row in rows
    ]
    content = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Trade wire</title>
<item><guid>one</guid><title>Duty on cars</title>
<pubDate>Mon, 18 Nov 2024 09:00:00 GMT</pubDate>
<description>&lt;p&gt;Brussels set a duty of 20% on cars.&lt;/p&gt;
&lt;script&gt;alert(1)&lt;/script&gt;
&lt;p&gt;It ends in 2029.&lt;/p&gt;</description></item>
<item><guid>two</guid><title>No day</title>
<description>Tokyo waits.</description></item>
<item><guid>one</guid><title>Again</title>
<pubDate>Tue, 19 Nov 2024 09:00:00 GMT</pubDate>
<description>Same.</description></item>
</channel></rss>
"""

PAGE = """<!doctype html><html lang="en"><head><title>Chip plant</title>
<meta property="article:published_time" content="2024-11-20T08:00:00Z"></head>
<body><nav>Home About Contact</nav><article><h1>Chip plant</h1>
<p>Acme Chips will spend $2.5 billion on a plant in Ohio, the firm said on Tuesday.</p>
<p>The plant is to open in 2027 and to employ 1,200 people when it is at full work.</p>
<p>Officials in Washington called it the largest plant of its kind in the country.</p>
<script>document.write("hacked 99%")</script></article></body></html>
"""
