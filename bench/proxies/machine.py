"""Processes on one core: starting, pinning, reading what they used, ending. Everything ends with the benchmark."""
import grp
import os
import pwd
import re
import resource
import signal
import socket
import subprocess
import time
from pathlib import Path


class Failed(Exception):
    """Something could not be measured; the text says why."""


def idle_ticks():
    lines = Path("/proc/stat").read_text().splitlines()
    return {int(l.split()[0][3:]): int(l.split()[4]) for l in lines if re.match(r"cpu\d", l)}


def pin_to_one_core(core):
    """Pins this process, so all that it starts: on one core a number repeats to 1 %, on several to 7 %."""
    if core is None:
        before = idle_ticks()
        time.sleep(1)
        after = idle_ticks()
        core = max(os.sched_getaffinity(0), key=lambda one: after[one] - before[one])
    os.sched_setaffinity(0, {core})
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return core


def server_user():
    """PostgreSQL and PgBouncer do not run as root: there they run as the user that Debian's package made."""
    if os.getuid() != 0:
        return {}
    user = pwd.getpwnam("postgres")
    return {"user": user.pw_uid, "group": user.pw_gid,
            "extra_groups": [g.gr_gid for g in grp.getgrall() if "postgres" in g.gr_mem]}


def run(command, as_server=False, **more):
    """What the command printed; Failed with what it said if it failed."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, stdin=subprocess.DEVNULL,
                          **(server_user() if as_server else {}), **more)
    if done.returncode != 0:
        said = (done.stderr.strip() or done.stdout.strip() or f"exit code {done.returncode}").splitlines()
        raise Failed(f"{Path(str(command[0])).name}: {' / '.join(said[-3:])}")
    return done.stdout


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def family(pid):
    """The process and its children, and theirs."""
    pids = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            pids += family(int(child))
    return pids


def cpu_seconds(pid):
    """User and system time of all threads, ended ones included. It is utime + stime of /proc/PID/stat, which tells
    hundredths of a second, read where the kernel keeps it in nanoseconds."""
    try:
        return sum(time.clock_gettime((~one << 3) | 2) for one in family(pid))
    except OSError as error:
        raise Failed(f"process {pid} has ended") from error


def resident_kib(pid):
    told = [re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{one}/status").read_text()) for one in family(pid)]
    if not all(told):
        raise Failed(f"process {pid} has ended")
    return sum(int(one[1]) for one in told)


def listener_of(port):
    """The process that listens on this port of TCP."""
    inodes = {line.split()[9] for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]
              if line.split()[3] == "0A" and int(line.split()[1].rsplit(":")[-1], 16) == port}
    for descriptor in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if os.readlink(descriptor)[8:-1] in inodes:
                return int(descriptor.parts[2])
        except OSError:
            continue
    raise Failed(f"no process of this machine that may be looked at listens on port {port}")


class Process:
    """A program in the background, ended by stop(). Under `wrapper` (strace, valgrind) its pid is the program's own."""
    def __init__(self, command, log, wrapper=()):
        self.log = log
        with open(log, "ab") as out:
            self.started = subprocess.Popen([*map(str, wrapper), *map(str, command)], stdin=subprocess.DEVNULL,
                                            stdout=out, stderr=out, cwd="/", **server_user())
        self.traced = bool(wrapper) and wrapper[0] == "strace"

    @property
    def pid(self):
        pids = family(self.started.pid)
        return pids[1] if self.traced and len(pids) > 1 else pids[0]

    def wait_until(self, ready, seconds=20):
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.started.poll() is None:
            if ready():
                return
            time.sleep(0.05)
        last = Path(self.log).read_text(errors="replace").strip().splitlines()[-2:]
        raise Failed(f"{Path(self.started.args[0]).name} did not start: {' / '.join(last) or 'it said nothing'}")

    def stop(self):
        if self.started.poll() is None:
            os.kill(self.pid, signal.SIGTERM)
            try:
                self.started.wait(10)
            except subprocess.TimeoutExpired:
                for one in reversed(family(self.started.pid)):   # what strace follows would outlive it
                    os.kill(one, signal.SIGKILL)
                self.started.wait()
