"""What lies between the Explorer and a browser: addresses of files, widget managers."""

from __future__ import annotations

import json
import os
from importlib.metadata import requires, version
from pathlib import Path
from urllib.parse import quote

# Major version of the JavaScript package that speaks with each major ipywidgets.
_MANAGERS = {"8": "5"}


def served(path: Path) -> str | None:
    """Return the address of a file at the Jupyter server that runs this kernel.

    None where no server started this process, or it does not show that folder.
    """
    from jupyter_core.paths import jupyter_runtime_dir

    parents = {str(os.getppid()), os.environ.get("JPY_PARENT_PID", "")}
    for number in parents:
        about = Path(jupyter_runtime_dir()) / f"jpserver-{number}.json"
        try:
            server = json.loads(about.read_text(encoding="utf-8"))
            inside = path.resolve().relative_to(Path(server["root_dir"]).resolve())
            return f"{server['base_url']}files/{quote(inside.as_posix())}"
        except (OSError, ValueError, KeyError):
            # No such server, or a folder that it does not show: the path is told.
            continue
    return None


def manager_problem() -> str:
    """Return what is wrong with JupyterLab's widget manager, and what mends it.

    Empty where nothing is. An old manager in the user's own folder hides the right one
    and then no widget shows.
    """
    from jupyter_core.paths import jupyter_path

    own = version("ipywidgets")
    wanted = _MANAGERS.get(own.partition(".")[0])
    for folder in jupyter_path("labextensions"):
        about = Path(folder, "@jupyter-widgets", "jupyterlab-manager", "package.json")
        try:
            found = str(json.loads(about.read_text(encoding="utf-8"))["version"])
        except (OSError, ValueError, KeyError):
            continue
        # The first one found is the one that JupyterLab takes.
        if wanted is None or found.partition(".")[0] == wanted:
            return ""
        return (
            f"The controls may stay empty: JupyterLab's widget manager is {found}, and "
            f"ipywidgets {own} needs {wanted}. Delete {about.parent}, run: python -m "
            f"pip install --force-reinstall --no-deps '{_needed()}', then reload the "
            f"page."
        )
    # JupyterLab may run in an environment of its own, which can't be seen from here.
    return ""


def _needed() -> str:
    named = (line for line in requires("ipywidgets") or () if "jupyterlab" in line)
    return next(named, "jupyterlab_widgets").replace(" ", "")
