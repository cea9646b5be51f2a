"""Signed calls that were taken before the gateway began again, and are sent once more. `keep`: sends them and keeps them;
`again`: sends what was kept."""
import importlib.util
import json
import sys
import time

client, address, connect, scratch, demand, what = sys.argv[1:]
spec = importlib.util.spec_from_file_location("demands", client)
demands = importlib.util.module_from_spec(spec)
spec.loader.exec_module(demands)
path = f"/v1/demands/{demand}"
rings = {name: demands.Ring(address, name, demands.read_key(f"{scratch}/{name}.key"), connect) for name in ("rex", "vic")}
kept = f"{scratch}/calls.json"

if what == "keep":
    body = json.dumps({"version": 4}).encode()
    calls = []
    # The clock of who asks may be ahead: what it signed for later must not be good after the restart either.
    for name, method, where, said, created in (("rex", "GET", path, b"", None), ("vic", "POST", path + "/verify", body, int(time.time()) + 25)):
        fields = demands.signed_fields(method, address + where, said, name, rings[name].key, created=created)
        status, _, answer = rings[name].send(method, where, said, fields)
        assert status == 200, (status, answer)
        calls.append([name, method, where, said.decode(), fields])
    json.dump(calls, open(kept, "w", encoding="utf-8"))
else:
    statuses = []
    for name, method, where, said, fields in json.load(open(kept, encoding="utf-8")):
        status, _, answer = rings[name].send(method, where, said.encode(), fields)
        statuses.append((status, json.loads(answer).get("sqlstate")))
    # The first was signed before it began. The second passes for one of now if not much time has gone by, and names a
    # version that is over.
    assert statuses[0] == (401, "28000") and statuses[1] in [(401, "28000"), (409, "40001")], statuses
