#!/usr/bin/env python3
"""Works on a ring's demands over HTTP, by python3 and python3-cryptography. Each call is signed as RFC 9421 has it.

  demands.py --url https://demands.eu.example --as ann --key ann.key list [--state verified] [--overdue]
  demands.py … show ID
  demands.py … document ID --to letter.pdf
  demands.py … file SAYS.json [--document letter.pdf]         prints the id
  demands.py … STEP ID --version N [--note TEXT] [--called-back CONTACT]
  demands.py … approve ID --version N                         signs what `show` gives, and nothing else
  demands.py … amend ID --version N --says SAYS.json

The key stays here. Exit 0: it came as it was meant; 1: it did not, and the answer says why.
"""
import argparse
import base64
import hashlib
import http.client
import json
import secrets
import sys
import time
import urllib.parse

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def read_key(file):
    with open(file, encoding="ascii") as text:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(text.read().strip()))


def base64_of(data):
    return base64.b64encode(data).decode("ascii")


def signed_fields(method, url, body, officer, key, created=None, nonce=None):
    """The fields that a call is signed with: method, address and body, once, now."""
    covered = {"@method": method, "@target-uri": url}
    fields = {}
    if method != "GET":
        fields["Content-Type"] = "application/json"
        fields["Content-Digest"] = "sha-256=:" + base64_of(hashlib.sha256(body).digest()) + ":"
        covered["content-digest"] = fields["Content-Digest"]
    names = " ".join(f'"{name}"' for name in covered)
    created = int(time.time()) if created is None else created
    nonce = secrets.token_hex(16) if nonce is None else nonce
    parameters = f'({names});created={created};nonce="{nonce}";keyid="{officer}";alg="ed25519"'
    base = "".join(f'"{name}": {value}\n' for name, value in covered.items()) + '"@signature-params": ' + parameters
    fields["Signature-Input"] = "sig=" + parameters
    fields["Signature"] = "sig=:" + base64_of(key.sign(base.encode("ascii"))) + ":"
    return fields


class Ring:
    """`url`: as the gateway's `demands` has it. `connect`: host:port to connect to instead, where a test says so."""

    def __init__(self, url, officer, key, connect=None):
        self.url = url.rstrip("/")
        self.officer = officer
        self.key = key
        self.connect = connect

    def send(self, method, path, body, fields):
        """(status, fields, bytes) of a call as it is given."""
        parts = urllib.parse.urlsplit(self.url)
        secure = parts.scheme == "https" and not self.connect
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = kind(self.connect or parts.netloc, timeout=60)
        try:
            connection.request(method, path, body if method != "GET" else None, fields)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()

    def call(self, method, path, said=None):
        body = b"" if said is None else json.dumps(said).encode("utf-8")
        return self.send(method, path, body, signed_fields(method, self.url + path, body, self.officer, self.key))

    def show(self, demand):
        status, _, body = self.call("GET", f"/v1/demands/{demand}")
        if status != 200:
            raise SystemExit(body.decode("utf-8"))
        return json.loads(body)

    def approval_of(self, shown):
        """The body of an approval of what was shown: the digest is looked at, and the first approval is covered too."""
        if hashlib.sha256(shown["says_canonical"].encode("utf-8")).hexdigest() != shown["digest"]:
            raise SystemExit("what the demand says is not what its digest is of: not signed")
        at = shown["now"]
        text = (f"ringfence demand approval 1\ndemand {shown['id']}\nversion {shown['version']}\nsays {shown['digest']}\n"
                f"officer {self.officer}\nat {at}\n")
        for first in shown["approvals"][:1]:
            text += "first " + hashlib.sha256((first["text"] + first["signature"]).encode("utf-8")).hexdigest() + "\n"
        return {"version": shown["version"], "at": at, "signature": base64_of(self.key.sign(text.encode("utf-8")))}

    def approve(self, demand, version):
        shown = self.show(demand)
        if shown["version"] != version:
            raise SystemExit(f"it is at version {shown['version']} by now: look again")
        sys.stderr.write(f"approving version {version}, which says\n{shown['says_canonical']}\n")
        return self.call("POST", f"/v1/demands/{demand}/approve", self.approval_of(shown))

    def file(self, says, document=None):
        said = {"id": secrets.token_hex(16), "says": says}
        if document:
            with open(document, "rb") as file:
                said["document"] = {"name": document, "content": base64_of(file.read())}
        return self.call("POST", "/v1/demands", said)


def read_json(file):
    with open(file, encoding="utf-8") as text:
        return json.load(text)


def run(ring, options):
    if options.step == "list":
        asked = {"state": options.state, "overdue": "true" if options.overdue else None}
        query = urllib.parse.urlencode({name: value for name, value in asked.items() if value})
        return ring.call("GET", "/v1/demands" + ("?" + query if query else ""))
    if options.step == "file":
        return ring.file(read_json(options.id), options.document)
    if options.step == "show":
        return ring.call("GET", f"/v1/demands/{options.id}")
    if options.step == "document":
        return ring.call("GET", f"/v1/demands/{options.id}/document")
    if options.step == "approve":
        return ring.approve(options.id, options.version)
    said = {"version": options.version}
    for name in ("note", "called_back"):
        if getattr(options, name) is not None:
            said[name] = getattr(options, name)
    if options.says:
        said["says"] = read_json(options.says)
    return ring.call("POST", f"/v1/demands/{options.id}/{options.step}", said)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", required=True)
    parser.add_argument("--as", dest="officer", required=True)
    parser.add_argument("--key", required=True)
    parser.add_argument("--connect", help="host:port to connect to, by HTTP, whatever the address says")
    parser.add_argument("step")
    parser.add_argument("id", nargs="?", help="the demand; of file: SAYS.json")
    parser.add_argument("--version", type=int)
    for name in ("--note", "--called-back", "--says", "--document", "--to", "--state"):
        parser.add_argument(name)
    parser.add_argument("--overdue", action="store_true")
    options = parser.parse_args()
    status, _, body = run(Ring(options.url, options.officer, read_key(options.key), options.connect), options)
    if options.to and status == 200:
        with open(options.to, "wb") as file:
            file.write(body)
    else:
        sys.stdout.write(body.decode("utf-8", "replace"))
    as_meant = status in (200, 201) and (options.to or json.loads(body).get("as_meant", True))
    sys.exit(0 if as_meant else 1)


if __name__ == "__main__":
    main()
