#!/usr/bin/env python3
"""Each golden statement through gateways: where it ran, by the servers' own logs.

  through_rings.py PROJECT RINGS_DIR STATUS_JSON"""
import json
import pathlib
import re
import sys
import time

project, rings_dir = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
sys.dont_write_bytecode = True
sys.path[:0] = [str(project / "tests/fault"), str(project / "tests/golden/statements")]
from check import cases  # noqa: E402
from client import Client  # noqa: E402

RINGS = {}
for one in json.loads(pathlib.Path(sys.argv[3]).read_text())["rings"]:
    host, port, database = re.match(r"postgresql://[^@]*@([^:/]*):(\d+)/([^?]*)", one["gateway"]).groups()
    RINGS[one["name"]] = ((host, int(port)), database, rings_dir / one["name"] / "log")
PASSWORDS = {line.split(":")[-2]: line.split(":")[-1] for line in (rings_dir / "services.pgpass").read_text().splitlines()}


def ask(ring, statement, mark):
    """Within a transaction that is rolled back; the mark is a comment, which servers write into their logs."""
    address, database, _ = RINGS[ring]
    client = Client(address, "web-" + ring, PASSWORDS["web-" + ring], database)
    client.run("BEGIN")
    answer = client.query(f"{statement}\n/* {mark} */")
    if not answer.closed:
        client.query("ROLLBACK")
    client.close()
    return answer


def seen(mark):
    """The rings whose servers ran something with the mark."""
    return {ring for ring, (_, _, log) in RINGS.items() if f"/* {mark} */" in log.read_text(errors="replace")}


# What explain leaves alone and the gateway reads as PostgreSQL does: this text is 99999999999, and nobody has that key.
READ_HERE = {"SELECT * FROM account WHERE tenant = 'y' AND holder = 00099999999999::text"}


def wrong_with(number, ring, statement, expected):
    mark = f"case-{number}-{ring}"
    answer = ask(ring, statement, mark)
    where = seen(mark)
    here = expected == "here" or expected == ring or statement in READ_HERE
    if here and (answer.errors or answer.closed):
        return f"does not run: {answer}"
    if not here and answer.sqlstate is None:
        return "is not refused"
    # What no rule permits wherever the person is at home is refused before anybody is asked.
    names_home = "ring " + expected in str(answer) or "and of no other ring either" in str(answer)
    if not here and not expected.startswith("refused: ") and not (answer.sqlstate == "42501" and names_home):
        return f"the refusal does not name ring {expected}: {answer}"
    if where != ({ring} if here else set()):
        return f"was seen by {sorted(where) or 'nobody'}: {answer}"
    return None


def main():
    tried = ran = failed = 0
    for number, (place, statement, expected) in enumerate(cases()):
        for ring in RINGS if not expected.startswith("refused: ") else ["eu"]:
            tried += 1
            wrong = wrong_with(number, ring, statement, expected)
            ran += wrong is None and expected in ("here", ring)
            if wrong:
                failed += 1
                print(f"FAILED: {place} through the gateway of {ring}: {wrong}\n  {statement}")
    print(f"statements through gateways: {tried} asked, {ran} ran, each seen by its own server alone; {failed} failed")
    return 1 if failed or ran < 100 else 0


def gateways_know_the_tables():
    until = time.monotonic() + 30
    for ring in RINGS:
        while ask(ring, "SELECT name FROM tag", "known").errors and time.monotonic() < until:
            time.sleep(0.1)


gateways_know_the_tables()
sys.exit(main())
