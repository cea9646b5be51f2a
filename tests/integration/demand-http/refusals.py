"""Calls that are to be refused, each by its status and SQLSTATE, and what happens at once. The demand is verified, at
version 2, and is at version 4 afterwards: one approval of two at once, and one whose client went away."""
import importlib.util
import json
import secrets
import socket
import sys
import threading
import time

client, address, connect, scratch, demand = sys.argv[1:]
spec = importlib.util.spec_from_file_location("demands", client)
demands = importlib.util.module_from_spec(spec)
spec.loader.exec_module(demands)
path = f"/v1/demands/{demand}"


def key(name):
    return demands.read_key(f"{scratch}/{name}.key")


def ring(name, key_of=None):
    return demands.Ring(address, name, key(key_of or name), connect)


def expect(what, answer, status, sqlstate):
    got, fields, body = answer
    said = json.loads(body)
    fields = {name.lower(): value for name, value in fields.items()}
    assert (got, said.get("sqlstate")) == (status, sqlstate), (what, got, said)
    assert fields["cache-control"] == "no-store", what
    if status >= 400:
        assert fields["content-type"] == "application/problem+json" and said["status"] == status and said["title"], (what, said)
        assert said["detail"] and (sqlstate is None or said.get("hint")), (what, said)
    if status == 401:
        assert fields["www-authenticate"] == "Signature" and "ed25519" in fields["accept-signature"], what
    return said


def signed(name, method, where, body, **changes):
    return demands.signed_fields(method, address + where, body, changes.pop("officer", name), key(name), **changes)


def hold(version=2):
    return json.dumps({"version": version, "note": "wait"}).encode()


anybody, vic = ring("rex"), ring("vic")

# Who asks.
expect("unsigned", anybody.send("GET", path, b"", {}), 401, "28000")
expect("unsigned, nowhere", anybody.send("GET", "/v1/demands/x/y/z", b"", {}), 401, "28000")
unknown = expect("an unknown officer", anybody.send("GET", path, b"", signed("rex", "GET", path, b"", officer="eve")), 401, "28000")
wrong = expect("another's key", anybody.send("GET", path, b"", signed("rex", "GET", path, b"", officer="vic")), 401, "28000")
assert unknown == wrong, "it tells who is an officer"
late = int(time.time()) - 400
expect("too old", anybody.send("GET", path, b"", signed("rex", "GET", path, b"", created=late)), 401, "28000")
expect("too new", anybody.send("GET", path, b"", signed("rex", "GET", path, b"", created=late + 800)), 401, "28000")
elsewhere = demands.signed_fields("GET", "https://demands.us.example" + path, b"", "rex", key("rex"))
expect("another ring's", anybody.send("GET", path, b"", elsewhere), 401, "28000")
fields = signed("rex", "GET", path, b"")
expect("once", anybody.send("GET", path, b"", fields), 200, None)
expect("replayed", anybody.send("GET", path, b"", fields), 401, "28000")
expect("by another path", anybody.send("GET", "/v1/demands", b"", signed("rex", "GET", path, b"")), 401, "28000")
expect("by another query", anybody.send("GET", "/v1/demands?state=held", b"", signed("rex", "GET", "/v1/demands", b"")), 401, "28000")
expect("by another method", anybody.send("POST", path + "/hold", hold(), signed("vic", "GET", path + "/hold", hold())), 401, "28000")

# What is asked.
where = path + "/hold"
expect("another body", vic.send("POST", where, hold().replace(b"wait", b"gone"), signed("vic", "POST", where, hold())), 400, "22023")
changed = {**signed("vic", "POST", where, hold()), "Content-Digest": signed("vic", "POST", where, b"{}")["Content-Digest"]}
expect("another digest", vic.send("POST", where, b"{}", changed), 401, "28000")
without = signed("vic", "POST", where, hold())
del without["Content-Digest"]
expect("no digest", vic.send("POST", where, hold(), without), 401, "28000")
expect("without the right", ring("ann").call("POST", where, {"version": 2, "note": "x"}), 403, "42501")
expect("an old version", vic.call("POST", where, {"version": 1, "note": "x"}), 409, "40001")
expect("a version of later", vic.call("POST", where, {"version": 3, "note": "x"}), 409, "40001")
expect("no version", vic.call("POST", where, {"note": "x"}), 422, "22023")
expect("no reason", vic.call("POST", where, {"version": 2}), 422, "22023")
expect("no reason in it", vic.call("POST", where, {"version": 2, "note": ""}), 422, "22023")
expect("something else", vic.call("POST", where, {"version": 2, "note": "x", "force": True}), 422, "22023")
expect("not now", vic.call("POST", path + "/close", {"version": 2}), 409, "55000")
expect("no JSON", vic.send("POST", where, b"note=x", signed("vic", "POST", where, b"note=x")), 400, "22032")
expect("no demand", vic.call("GET", "/v1/demands/" + 32 * "0"), 404, "02000")
expect("no id", vic.call("GET", "/v1/demands/nobody"), 422, "22023")
expect("no step", vic.call("POST", path + "/burn", {"version": 2}), 404, "02000")
expect("another method", vic.call("DELETE", path), 405, None)
expect("a strange filter", vic.call("GET", "/v1/demands?page=2"), 422, "22023")

# Filed once, however often it is sent.
says = json.load(open(f"{scratch}/says.json", encoding="utf-8"))
filed = {"id": secrets.token_hex(16), "says": says, "document": {"name": "l.txt", "content": demands.base64_of(b"letter")}}
fay = ring("fay")
status, fields, body = fay.call("POST", "/v1/demands", filed)
assert status == 201 and fields["Location"] == "/v1/demands/" + filed["id"], (status, body)
expect("filed again", fay.call("POST", "/v1/demands", filed), 409, "23505")
expect("without its paper", fay.call("POST", "/v1/demands", {"id": secrets.token_hex(16), "says": says}), 422, "22023")
expect("for another ring", fay.call("POST", "/v1/demands", {**filed, "id": secrets.token_hex(16), "says": {**says, "ring": "us"}}), 422, "22023")
expect("by another authority", fay.call("POST", "/v1/demands", {**filed, "id": secrets.token_hex(16), "says": {**says, "authority": "X"}}), 422, "22023")
expect("no column", fay.call("POST", "/v1/demands", {**filed, "id": secrets.token_hex(16), "says": {**says, "columns": ["person.none"]}}), 422, "22023")

# Bodies: of whoever is not let in none is read; of others no more than may come.
host, port = connect.rsplit(":", 1)


def raw(head, then=b""):
    with socket.create_connection((host, int(port)), timeout=20) as wire:
        wire.sendall(head + then)
        answer = b""
        while part := wire.recv(65536):
            answer += part
    return answer.split(b"\r\n", 1)[0].decode()


def head_of(fields, length):
    lines = [f"POST {where} HTTP/1.1", "Host: x"] + [f"{name}: {value}" for name, value in fields.items()] + [length, "", ""]
    return "\r\n".join(lines).encode()


assert raw(head_of({}, "Content-Length: 1000000000"), 100_000 * b"x").startswith("HTTP/1.1 401"), "a body of nobody's"
assert raw(head_of(signed("vic", "POST", where, b""), "Content-Length: 9000000")).startswith("HTTP/1.1 413"), "a long body"
assert raw(head_of(signed("vic", "POST", where, b""), "Transfer-Encoding: chunked"), b"0\r\n\r\n").startswith("HTTP/1.1 411"), "chunked"
waits = {**signed("vic", "POST", where, b"{}"), "Expect": "100-continue"}
assert raw(head_of(waits, "Content-Length: 2"), b"{}").startswith("HTTP/1.1 100"), "who waits is told to go on"

# No more at once than there is room for; what is not a call is answered all the same.
held = []
for _ in range(8):
    wire = socket.create_connection((host, int(port)), timeout=20)
    wire.sendall(head_of({**signed("vic", "POST", where, b"{}"), "Expect": "100-continue"}, "Content-Length: 2"))
    assert wire.recv(65536).startswith(b"HTTP/1.1 100"), "let in"
    held.append(wire)
expect("one more", vic.call("GET", path), 503, None)
assert anybody.send("GET", "/healthz", b"", {})[0] == 200, "calls hold others up"
for wire in held:
    wire.sendall(b"{}")
    assert wire.recv(65536).startswith(b"HTTP/1.1 422"), "those that were let in are answered"
    wire.close()

# Approvals: by the officer's own key, over what is there now, by another than who filed.
ann, bob = ring("ann"), ring("bob")
shown = ann.show(demand)
approve = path + "/approve"
expect("by who filed it", ring("fay2").call("POST", approve, ring("fay2").approval_of(shown)), 403, "42501")
expect("another's signature", ann.call("POST", approve, ring("ann", "bob").approval_of(shown)), 403, "42501")
other = {**shown, "digest": 64 * "0"}
other["says_canonical"] = "{}"
other["digest"] = demands.hashlib.sha256(b"{}").hexdigest()
expect("of something else", ann.call("POST", approve, ann.approval_of(other)), 403, "42501")
expect("of another demand", ann.call("POST", approve, ann.approval_of({**shown, "id": filed["id"]})), 403, "42501")
expect("of an older version", ann.call("POST", approve, {**ann.approval_of({**shown, "version": 1}), "version": 2}), 403, "42501")
expect("of later", ann.call("POST", approve, ann.approval_of({**shown, "now": shown["now"] + 3_600_000})), 422, "22023")
expect("of long ago", ann.call("POST", approve, ann.approval_of({**shown, "now": shown["now"] - 3_600_000})), 422, "22023")
expect("of before it was so", ann.call("POST", approve, ann.approval_of({**shown, "now": shown["now"] - 250_000})), 422, "22023")

# Two at once: one is first, and the other has to look again.
answers, begin = [], threading.Barrier(2)


def approves(who):
    body = who.approval_of(who.show(demand))
    begin.wait()
    answers.append(who.call("POST", approve, body))


both = [threading.Thread(target=approves, args=(who,)) for who in (ann, bob)]
for each in both:
    each.start()
for each in both:
    each.join()
assert sorted(status for status, _, _ in answers) == [200, 409], answers
first = ann.show(demand)
assert first["state"] == "approved once" and first["version"] == 3, first
second = bob if first["approvals"][0]["officer"] == "ann" else ann
expect("not of the first approval", second.call("POST", approve, second.approval_of({**first, "approvals": []})), 403, "42501")

# The client goes away once it has sent all: what it asked for is done.
body = json.dumps({"version": 3, "note": "and gone"}).encode()
head = head_of(signed("vic", "POST", where, body), f"Content-Length: {len(body)}")
with socket.create_connection((host, int(port)), timeout=20) as wire:
    wire.sendall(head + body)
end = time.monotonic() + 60
while ann.show(demand)["version"] != 4:
    assert time.monotonic() < end, "what was asked for is lost with the client"
assert ann.show(demand)["state"] == "held"
