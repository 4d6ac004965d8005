"""Installs what the tests need and pip cannot bring: Chromium, PostgreSQL, fonts for Urdu, libseccomp.

As root on Debian or Ubuntu it installs them; otherwise it names the exact command to type and stops.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGES = {
    "chromium": lambda: shutil.which("chromium") is not None,
    "postgresql": lambda: any(Path("/usr/lib/postgresql").glob("*/bin/initdb")),
    "libseccomp2": lambda: any(Path("/usr/lib").glob("*/libseccomp.so.2")),
    "fonts-noto-core": lambda: Path("/usr/share/fonts/truetype/noto/NotoNastaliqUrdu-Regular.ttf").exists(),
}


def main() -> int:
    missing = [name for name, present in PACKAGES.items() if not present()]
    if not missing:
        return 0
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing]
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        print(f"The tests need {', '.join(missing)}. Install with: sudo {' '.join(install)}", file=sys.stderr)
        return 1
    print(f"Installing {', '.join(missing)} for the tests ...", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=True, env=environment)
    # A freshly installed PostgreSQL would start a server of its own; the tests start theirs on a free port.
    return subprocess.run(install, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
