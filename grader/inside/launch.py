"""First program in the sandbox: set the limits, give up root, then become the program asked for.

    python launch.py '{"memory_mib": 1024, "cpu_s": 65, "id": 50017}' PROGRAM ARGUMENT...

The program `cells` is run_cells.py beside this file, in this very process: a start saved.

Limits are set here, not outside: a limit on processes set outside would count those of every sandbox
together.
"""

from __future__ import annotations

import json
import os
import resource
import sys

PROCESSES = 128
OPEN_FILES = 256
FILE_BYTES = 64 << 20
ADDRESS_SPACE_EXTRA = 16 << 30
"""Libraries reserve address space that they never use; shared mappings are bounded by what is resident."""
ENVIRONMENT = {
    "HOME": "/tmp",
    "LANG": "C.UTF-8",
    "MPLBACKEND": "Agg",
    "MPLCONFIGDIR": "/tmp/.matplotlib",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PATH": "/usr/bin:/bin",
    "PYTHONDONTWRITEBYTECODE": "1",
    "TZ": "UTC",
}


def main(bounds: dict[str, int | None], program: list[str]) -> None:
    """Ends with the program."""
    memory = (bounds["memory_mib"] or 0) << 20
    cpu_s = bounds["cpu_s"] or 0
    number = bounds["id"]
    if number is not None:
        os.setgroups([])
        os.setresgid(number, number, number)
        os.setresuid(number, number, number)
    for limit, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, PROCESSES),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_DATA, memory),
        (resource.RLIMIT_AS, memory + ADDRESS_SPACE_EXTRA),
    ):
        resource.setrlimit(limit, (value, value))
    os.umask(0o077)
    os.mkdir("/tmp/work")
    os.chdir("/tmp/work")
    if program == ["cells"]:
        os.environ.update(ENVIRONMENT)
        sys.path.append(os.path.dirname(__file__))
        from run_cells import serve  # type: ignore[import-not-found]

        serve()
    else:
        os.execve(program[0], program, ENVIRONMENT)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), sys.argv[2:])
