"""What home traffic costs a gateway that lets nothing out, and one that keeps a ledger and has rules: instructions."""
import os
import shutil

import systems
from counts import PROTOCOLS, for_each_select, instructions as of_run
from database import Database
from machine import run

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


class RecordingGateway(systems.Gateway):
    def start(self, wrapper=()):
        ledger = self.folder / "ledger"
        if not ledger.exists():
            run([self.ringfence, "ledger", "init", ledger, "--name", "bench.example/us"], as_server=True, cwd="/")
        self.more = f'ledger = "{ledger}"'
        super().start(wrapper)


def owned(folder):
    folder.mkdir()
    if os.getuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    return folder


def of_gateway(kind, folder, ringfence, rules):
    database = Database(folder)
    try:
        database.start()
        database.fill()
        policy = database.apply_policy(ringfence, rules)
        database.tidy()
        gateway = kind(database, owned(folder / "gateway"), ringfence, policy)
        return {protocol: round(for_each_select(of_run, gateway, protocol)) for protocol in PROTOCOLS}
    finally:
        database.stop()


def instructions(folder, ringfence):
    """{which gateway: {protocol: instructions in user space for a select}}"""
    return {"no ledger, no rule": of_gateway(systems.Gateway, owned(folder / "without"), ringfence, ""),
            "a ledger and a rule": of_gateway(RecordingGateway, owned(folder / "with"), ringfence, RULES)}
