"""What home traffic costs a gateway that lets nothing out, and one that keeps a ledger and has rules: instructions."""
import os
import shutil

import systems
from counts import FEW, instructions as of_run
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
    """{which gateway: {protocol: instructions in user space for a select}}: of the least of several runs each, since now and then
    one has a login more in it, or what it does once."""
    gateways = {}
    try:
        for name, kind, rules in (("no ledger, no rule", PlainGateway, ""), ("a ledger and a rule", RecordingGateway, RULES)):
            gateways[name] = started(kind, owned(folder / f"home-{len(gateways)}"), ringfence, rules)
        least = {}
        for _ in range(ROUNDS):
            for name, gateway in gateways.items():
                for run_of in ((protocol, selects) for protocol in PROTOCOLS for selects in (FEW, SELECTS)):
                    counted = of_run(gateway, *run_of)
                    least[name, *run_of] = min(counted, least.get((name, *run_of), counted))
        return {name: {protocol: round((least[name, protocol, SELECTS] - least[name, protocol, FEW]) / (SELECTS - FEW))
                       for protocol in PROTOCOLS} for name in gateways}
    finally:
        for gateway in gateways.values():
            gateway.database.stop()
