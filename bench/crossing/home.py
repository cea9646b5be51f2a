"""What home traffic costs a gateway that lets nothing out, and one that keeps a ledger and has rules: instructions."""
import os
import shutil
from statistics import median

import systems
from counts import for_each_select, instructions as of_run
from database import Database
from machine import Failed, run

RULES = """
[service.web-row]
location = "IN"
purposes = ["serve"]
[[transfer]]
name    = "accounts"
from    = "*"
to      = "*"
purpose = ["serve"]
columns = ["pgbench_accounts.aid", "pgbench_accounts.abalance"]
rows.pgbench_accounts = "abalance > 0"
basis   = "b"
"""


# What a gateway does by the clock would count for more the slower the machine is.
QUIET = """
[time]
schema = "1h"
pull   = "1h"
"""
PROTOCOLS = ("simple", "prepared")
SELECTS, ROUNDS = 4200, 3


class PlainGateway(systems.Gateway):
    more = QUIET


class RecordingGateway(systems.Gateway):
    def start(self, wrapper=()):
        ledger = self.folder / "ledger"
        if not ledger.exists():
            run([self.ringfence, "ledger", "init", ledger, "--name", "bench.example/us"], as_server=True, cwd="/")
        self.more = f'ledger = "{ledger}"\n{QUIET}'
        super().start(wrapper)


def owned(folder):
    folder.mkdir()
    if os.getuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    return folder


def started(kind, folder, ringfence, rules):
    database = Database(folder)
    try:
        database.start()
        database.fill()
        policy = database.apply_policy(ringfence, rules)
        database.tidy()
    except Failed:
        database.stop()
        raise
    return kind(database, owned(folder / "gateway"), ringfence, policy)


def instructions(folder, ringfence):
    """{which gateway: {protocol: {"median": instructions in user space for a select, "rounds": each}}}"""
    gateways = {}
    try:
        for name, kind, rules in (("no ledger, no rule", PlainGateway, ""), ("a ledger and a rule", RecordingGateway, RULES)):
            gateways[name] = started(kind, owned(folder / f"home-{len(gateways)}"), ringfence, rules)
        taken = {name: {protocol: [] for protocol in PROTOCOLS} for name in gateways}
        for _ in range(ROUNDS):
            for name, gateway in gateways.items():
                for protocol in PROTOCOLS:
                    taken[name][protocol].append(for_each_select(of_run, gateway, protocol, SELECTS))
        return {name: {protocol: {"median": round(median(each)), "rounds": [round(one) for one in each]}
                       for protocol, each in protocols.items()} for name, protocols in taken.items()}
    finally:
        for gateway in gateways.values():
            gateway.database.stop()
