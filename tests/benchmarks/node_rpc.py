"""How soon an embedded node answers, and how many calls it answers per second.

    python -m tests.benchmarks.node_rpc [calls]

Prints for three starts: seconds to the first block count, what the processor spent on it, calls per second
over one kept connection and over several at once, and seconds to stop.
"""

import http.client
import os
import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.labs.embedded.processes import RunningNode, free_port

BODY = b'{"method":"getblockcount","id":1}'
AT_ONCE = 4


def main() -> None:
    """Three starts on fresh folders."""
    calls = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    for _ in range(3):
        with tempfile.TemporaryDirectory() as folder:
            node = RunningNode(Path(folder), port=free_port())
            begin = time.perf_counter()
            node.start()
            ready = time.perf_counter() - begin
            assert node.process is not None
            spent = processor_s(node.process.pid)
            one = calls / timed(node, calls)
            several = several_at_once(node, calls)
            begin = time.perf_counter()
            node.stop()
            stopped = time.perf_counter() - begin
            print(
                f"ready {ready:6.3f} s ({spent:5.2f} s of processor)  {one:6.0f} calls/s on one connection  "
                f"{several:6.0f} on {AT_ONCE}  stop {stopped:6.3f} s"
            )


def timed(node: RunningNode, calls: int) -> float:
    """Seconds for so many calls on one connection."""
    login = {"Authorization": node.authorization()}
    connection = http.client.HTTPConnection("127.0.0.1", node.port)
    begin = time.perf_counter()
    for _ in range(calls):
        connection.request("POST", "/", BODY, login)
        assert connection.getresponse().read()
    connection.close()
    return time.perf_counter() - begin


def several_at_once(node: RunningNode, calls: int) -> float:
    """Calls per second of several connections together."""
    threads = [threading.Thread(target=timed, args=(node, calls // AT_ONCE)) for _ in range(AT_ONCE)]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return calls / (time.perf_counter() - begin)


def processor_s(pid: int) -> float:
    """Seconds that a process has spent computing."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
