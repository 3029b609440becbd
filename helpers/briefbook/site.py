"""One static site of a report and the package's reference, to serve as it is."""

from __future__ import annotations

import shutil
import tempfile
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from briefbook.errors import RunError

if TYPE_CHECKING:
    from briefbook.project import Project

_SIGN = ".briefbook-site"
_ENTRY = (
    '<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    '<meta name="color-scheme" content="light dark">\n<title>{title}</title>\n'
    "<style>body{{font:1.125rem/1.6 system-ui,sans-serif;max-width:36rem;"
    "margin:15vh auto;padding:0 1.5rem}}</style>\n</head>\n<body>\n<main>\n"
    '<h1>{title}</h1>\n<ul>\n<li><a href="reports/index.html">The reports</a>: what '
    'the briefs say, and whether the record agrees</li>\n<li><a href="api/'
    'briefbook.html">The reference</a>: the Python package behind them</li>\n</ul>\n'
    "</main>\n</body>\n</html>\n"
)


def build_site(project: Project, report: Path, to: Path) -> Path:
    """Write the site to the folder `to` and return its first page.

    Parameters
    ----------
    project
        Whose title the site has.
    report
        Folder of the report that is published.
    to
        Made anew; a folder that is no earlier site and not empty stays untouched.

    Raises
    ------
    RunError
        There is no such report, `to` holds something else, or pdoc is not installed.
    """
    if not (report / "index.html").is_file():
        raise RunError(f"{report}: is no report; make it with briefbook report first")
    to = to.resolve()
    if to.exists() and any(to.iterdir()) and not (to / _SIGN).exists():
        raise RunError(f"{to}: holds something else; choose an empty folder with --to")
    to.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=to.parent, prefix=".site-") as folder:
        made = Path(folder) / "site"
        shutil.copytree(report, made / "reports")
        write_reference(made / "api")
        page = _ENTRY.format(
            title=escape(project.title), language=escape(project.language)
        )
        (made / "index.html").write_text(page, encoding="utf-8")
        (made / _SIGN).touch()
        # Else GitHub Pages leaves out what begins with an underscore.
        (made / ".nojekyll").touch()
        if to.exists():
            shutil.rmtree(to)
        made.replace(to)
    return to / "index.html"


def write_reference(folder: Path) -> None:
    """Write the reference of the public names, from their docstrings.

    Raises
    ------
    RunError
        pdoc is not installed.
    """
    try:
        import pdoc
        import pdoc.render
    except ImportError as err:
        raise RunError(
            "the reference needs pdoc: pip install 'briefbook[site]'"
        ) from err
    import briefbook

    for name in briefbook.__all__:
        # The public names are imported on their first use; pdoc looks at what is there.
        vars(briefbook).setdefault(name, getattr(briefbook, name))
    pdoc.render.configure(docformat="numpy", show_source=False)
    pdoc.pdoc("briefbook", output_directory=folder)
