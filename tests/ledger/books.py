"""Ledgers on the disk for the scripts beside this: made by the writer, read, and written anew as somebody with the key could."""
import base64
import hashlib
import importlib.machinery
import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

HERE = Path(__file__).resolve().parent
RINGFENCE = os.environ.get("RINGFENCE", str(HERE.parents[1] / "build/dev/ringfence"))


def load_verifier():
    loader = importlib.machinery.SourceFileLoader("verifier", str(HERE / "verifier"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("verifier", loader))
    loader.exec_module(module)
    return module


verifier = load_verifier()


def run(*words, check=True):
    result = subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=300)
    if check and result.returncode != 0:
        raise SystemExit(f"FAILED: {' '.join(map(str, words))}: {result.stdout}{result.stderr}")
    return result


def init(folder, name):
    run(RINGFENCE, "ledger", "init", folder, "--name", name)


def keys_of(folder):
    log, witness = (folder / "ledger.vkey").read_text().split()
    return log, witness


def ours(folder, keys):
    """(accepted, what it said) by the program."""
    result = run(RINGFENCE, "ledger", "verify", folder, *[w for k in keys for w in ("--key", k)], check=False)
    return result.returncode == 0, result.stdout + result.stderr


def theirs(folder, keys):
    """(accepted, what it said) by the independent verifier."""
    result = run(HERE / "verifier", folder / "log", "--openings", folder / "openings",
                 *[w for k in keys for w in ("--key", k)], check=False)
    return result.returncode == 0, result.stdout + result.stderr


def entries_of(folder):
    log, found = folder / "log", []
    size = verifier.Checkpoint(log / "checkpoint").size
    for start in range(0, size, 256):
        width = min(256, size - start)
        data, held = verifier.read_tile(log, "entries", start // 256, width)
        found += verifier.split_bundle(data, held, "")[:width]
    return found


def note_line(name, kind, public, signature):
    identity = hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]
    return f"\u2014 {name} {base64.b64encode(identity + signature).decode()}\n"


def signing_key(folder):
    key = (folder / "ledger.key").read_text().strip().split("+", 4)[4]
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(key)[1:])


def sign(folder, text, name=None, key=None):
    """A note of this text, signed as the log."""
    key = key or signing_key(folder)
    name = name or (folder / "ledger.key").read_text().split("+")[2]
    return text + "\n" + note_line(name, 1, key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw), key.sign(text.encode()))


def rewrite(folder, entries, signed=True):
    """The log of these entries, every hash computed anew; what its key alone can do."""
    log = folder / "log"
    shutil.rmtree(log / "tile")

    def put(level, index, width, data):
        path = log / verifier.tile_path(level, index, width)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    row, level = [verifier.leaf(entry) for entry in entries], 0
    for start in range(0, len(entries), 256):
        some = entries[start:start + 256]
        put("entries", start // 256, len(some), b"".join(len(e).to_bytes(2, "big") + e for e in some))
    while row:
        for start in range(0, len(row), 256):
            put(level, start // 256, len(row[start:start + 256]), b"".join(row[start:start + 256]))
        row = [verifier.root(row[start:start + 256]) for start in range(0, len(row) - 255, 256)]
        level += 1
    root = base64.b64encode(verifier.root([verifier.leaf(entry) for entry in entries])).decode()
    origin = (log / "checkpoint").read_text().split("\n")[0]
    if signed:
        (log / "checkpoint").write_text(sign(folder, f"{origin}\n{len(entries)}\n{root}\n"))
