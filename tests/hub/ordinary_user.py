"""A command that runs another as somebody who is not root, on a machine where the tests run as root.

The interpreter may lie where only root may go, in /root for instance. So the command makes a mount namespace
of its own in which the closed folder is an empty open one, with only what Python needs bound into it.
"""

from __future__ import annotations

import stat
import sys
from pathlib import Path

from tests.running import REPOSITORY

UID = 23_456
SCRIPT = """
set -e
mount -t tmpfs -o mode=755 none /mnt
for path in $NEEDED; do mkdir -p "/mnt$path"; mount --bind "$path" "/mnt$path"; done
for path in $CLOSED; do mount -t tmpfs -o mode=755 none "$path"; done
for path in $NEEDED; do mkdir -p "$path"; mount --bind "/mnt$path" "$path"; done
exec setpriv --reuid=$USER_ID --regid=$USER_ID --clear-groups --bounding-set=-all -- "$@"
"""


def as_ordinary_user(home: Path) -> list[str]:
    """The wrapper. home: a folder of UID's, where programs that want one find their HOME."""
    places = dict.fromkeys(Path(place).resolve() for place in (sys.base_prefix, sys.prefix, REPOSITORY))
    closed = {above: place for place in places for above in place.parents if not _open_to_all(above)}
    outermost = [path for path in closed if not any(other in path.parents for other in closed)]
    needed = [place for place in places if any(path in place.parents for path in outermost)]
    variables = [f"NEEDED={' '.join(map(str, needed))}", f"CLOSED={' '.join(map(str, outermost))}"]
    variables += [f"USER_ID={UID}", f"HOME={home}"]
    return ["env", *variables, "unshare", "--mount", "--propagation", "slave", "sh", "-c", SCRIPT, "sh"]


def _open_to_all(folder: Path) -> bool:
    return bool(folder.stat().st_mode & stat.S_IXOTH)
