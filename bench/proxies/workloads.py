"""What clients do, and what one slice of it cost: transactions a second, and the proxy's CPU for each."""
import os
import re
from dataclasses import dataclass
from pathlib import Path

from database import PASSWORD
from machine import cpu_seconds, run

HERE = Path(__file__).resolve().parent
os.environ["PGPASSWORD"] = PASSWORD


@dataclass(frozen=True)
class Workload:
    name: str
    title: str
    options: tuple            # of pgbench; none: connecting and leaving
    clients: int = 1
    prepared: bool = False
    quick: bool = True        # is part of --quick
    digits: int = 1           # of the CPU in microseconds


def selects():
    for protocol in ("simple", "extended", "prepared"):
        for clients in (1, 8, 64):
            yield Workload(f"{protocol}-{clients}", f"select, {protocol}, {clients}", ("-S", "-M", protocol), clients,
                           protocol == "prepared", quick=clients == 8)


WORKLOADS = [
    *selects(),
    Workload("transactions-8", "7 statements, simple, 8", ("-f", HERE / "transaction.sql"), 8),
    Workload("large", "2.19 MB result, simple, 1", ("-f", HERE / "large.sql"), digits=0),
    Workload("connects", "connect and leave, 1", ()),
]


def pgbench(system, workload, *how_long):
    """(transactions, transactions a second without the time to connect)"""
    said = run(["pgbench", "-n", "-s", "1", "-c", workload.clients, *workload.options, *how_long,
                system.uri(workload.prepared)], env={**os.environ, "PGOPTIONS": ""})
    return (int(re.search(r"actually processed: (\d+)", said)[1]),
            float(re.search(r"tps = ([\d.]+) \(without initial", said)[1]))


def spent(system):
    return cpu_seconds(system.pid) if system.proxy else 0.0


class Slices:
    """Of one workload through one system."""
    def __init__(self, system, workload, clients_program):
        self.system, self.workload, self.program = system, workload, clients_program
        self.logins = (0.0, 0)   # CPU and transactions of a run that does little but log in

    def warm_up(self):
        if self.workload.options:
            pgbench(self.system, self.workload, "-t", 1 if self.workload.name == "large" else 50)
            before = spent(self.system)
            transactions, _ = pgbench(self.system, self.workload, "-t", 1)
            self.logins = (spent(self.system) - before, transactions)

    def take(self, seconds):
        """(transactions a second, CPU microseconds for each), the logins of the slice taken off."""
        before = spent(self.system)
        if self.workload.options:
            transactions, rate = pgbench(self.system, self.workload, "-T", seconds)
        else:
            seconds *= 2   # a few hundred connections a second: their CPU needs longer to be read well
            transactions = int(run([self.program, "connect", self.system.uri(), seconds]))
            rate = transactions / seconds
        cpu = spent(self.system) - before
        return rate, 1e6 * (cpu - self.logins[0]) / max(1, transactions - self.logins[1])
