"""`python -m labs.embedded -datadir=DIR` runs a node."""

import os
import sys

from labs.embedded import head_start

head_start.begin()  # before the other imports, which run beside it
from labs.embedded.daemon import main  # noqa: E402

code = main()
sys.stdout.flush()
sys.stderr.flush()
os._exit(code)  # threads of the HTTP server and of the kernel have nothing left to do
