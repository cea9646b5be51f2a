"""What does not depend on how busy the machine is: a proxy's instructions and system calls for a select, and what memory
it has. The first two are differences of two runs at one client, so that starting and logging in cancel out."""
import os
import re
import subprocess

from database import PASSWORD
from machine import Failed, resident_kib
from workloads import Workload, pgbench

IDLE, BUSY = 1000, 64
FEW, MANY = 500, 5000     # transactions of the two runs: reads of homes ahead of use are spread over many
PROTOCOLS = ("simple", "extended", "prepared")


def one_client(protocol):
    return Workload(protocol, protocol, ("-S", "-M", protocol), 1, protocol == "prepared")


def run_under(system, wrapper, protocol, transactions):
    system.start(wrapper)
    try:
        pgbench(system, one_client(protocol), "-t", transactions)
    finally:
        system.stop()


def instructions(system, protocol, transactions):
    """Of the proxy in user space, from its start to its end."""
    said = system.folder / "valgrind"
    said.unlink(missing_ok=True)
    run_under(system, ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null",
                       f"--log-file={said}"], protocol, transactions)
    counted = re.findall(r"I\s+refs:\s+([\d,]+)", said.read_text())
    if not counted:
        raise Failed(f"valgrind: {said.read_text().strip().splitlines()[-1]}")
    return int(counted[-1].replace(",", ""))


def system_calls(system, protocol, transactions):
    said = system.folder / "strace"
    said.unlink(missing_ok=True)
    run_under(system, ["strace", "-f", "-c", "-o", said], protocol, transactions)
    total = re.search(r"^100\.00\s.*?(\d+)(?:\s+\d+)?\s+total$", said.read_text(), re.M)
    if not total:
        raise Failed("strace told no total")
    return int(total[1])


def for_each_select(count, system, protocol):
    return (count(system, protocol, MANY) - count(system, protocol, FEW)) / (MANY - FEW)


def memory(system, clients_program):
    """KiB resident with the busy clients, with the idle ones besides, and of each idle one."""
    busy = Workload("busy", "busy", ("-S", "-M", "simple"), BUSY)
    system.start()
    idle = None
    try:
        before = resident_under(system, busy)
        idle = subprocess.Popen([clients_program, "idle", system.uri(), str(IDLE)], stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                env={**os.environ, "PGPASSWORD": PASSWORD})
        if idle.stdout.readline() != "ready\n":
            raise Failed(f"idle clients: {idle.stderr.read().strip()}")
        after = resident_under(system, busy)
    finally:
        if idle:
            idle.communicate("")
        system.stop()
    return {"busy_kib": before, "busy_and_idle_kib": after, "idle_client_kib": (after - before) / IDLE}


def resident_under(system, busy):
    """While the busy clients work: pgbench says when a second is over, and it runs for three."""
    options = (*busy.options, "-P", "1")
    load = subprocess.Popen(["pgbench", "-n", "-c", str(busy.clients), *options, "-T", "3", system.uri()],
                            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    for line in load.stderr:
        if line.startswith("progress: 2"):
            break
    resident = resident_kib(system.pid)
    load.communicate()
    if load.returncode != 0:
        raise Failed("pgbench: the busy clients were stopped by an error")
    return resident
