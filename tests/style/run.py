#!/usr/bin/env python3
"""The project's style as a test. Exceptions are counted in ratchet.txt, and the counts may only go down.

  tests/style/run.py              everything but the headers
  tests/style/run.py headers      every header compiles alone (a minute or so)
"""
import concurrent.futures
import os
import re
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(p for top in ("src", "tests", "bench", "tools") for p in (ROOT / top).rglob("*")
                 if p.suffix in (".h", ".cpp") and p.is_file())
CODE = [p for p in SOURCES if p.is_relative_to(ROOT / "src")]
MEDIAN_LINES, LONG_FILE, LONG_FUNCTION = 150, 300, 60

# Each folder and the folders whose headers it may include besides its own (docs: design, "How the code is laid out").
LAYERS = ["base", "ledger", "gateway/wire", "pg", "outbox", "notice", "policy", "record", "volumes", "screening", "demand/intake", "demand/report", "demand/case", "demand/store", "gateway/copy", "compile/postgres", "demand/disclose", "demand/desk", "gateway/route", "gateway/pool", "gateway/session",
          "gateway/world",
          "gateway/control", "gateway/io", "gateway/serve", "lifecycle", "doctor", "http", "demand/api", "cli"]
NOT_ALLOWED = {("policy", "pg"), ("policy", "ledger"), ("policy", "outbox"), ("gateway/wire", "ledger")}  # these are pure: they know of no I/O

# A header from outside, and the only places that may include it.
PLACES = {
    r"toml\+\+": ["src/policy/"],
    r"libpq-fe\.h|pg_config": ["src/pg/connection"],
    r"pg_query": ["src/compile/postgres/statement", "src/compile/postgres/split_statements",
                  "src/compile/postgres/lint_row_filter.cpp"],
    r"boost/json": ["src/base/json."],
    r"boost/(asio|beast)": ["src/http/"],
    r"curl/": ["src/http/ask.cpp", "src/http/fetch.cpp", "src/http/post.cpp"],
    r"maxminddb": ["src/http/places.cpp"],
    r"openssl/": ["src/base/sha256.cpp", "src/base/crypto.cpp", "src/base/ed25519.cpp", "src/gateway/io/tls", "src/lifecycle/certificates.cpp"],
    r"CLI/CLI\.hpp": ["src/cli/"],
    r"unicode/": ["src/gateway/session/saslprep.cpp", "src/screening/unicode.cpp"],
}
FORBIDDEN = [r"\bTODO\b", r"\bFIXME\b", r"\bXXX\b", r"\bHACK\b", r"\b[Ss]tub(s|bed)?\b", r"\bhelper agent", r"\bAI agent",
             r"\b(an earlier|my|this) (working )?session\b", r"\bworktree\b", r"/work/"]


def relative(path):
    return str(path.relative_to(ROOT))


def read(path):
    return path.read_text(encoding="utf-8").splitlines()


def functions(path):
    """(name, length) of each function: in clang-format's layout its last brace stands where its first line begins."""
    lines = read(path)
    start, found = None, []
    for number, line in enumerate(lines):
        for indent in ("", "  "):
            head = re.match(indent + r"(?!namespace|class|struct|enum|union|extern|constexpr|static constexpr|//|#|\})[\w~]",
                            line)
            if head and not line.rstrip().endswith(";") and (start is None or start[0] == indent):
                start = (indent, number, line.strip())
            elif start and start[0] == indent and re.match(indent + r"\}(;|\)|,|$)", line):
                if any(l.rstrip().endswith("{") for l in lines[start[1]:number]) and "(" in start[2]:
                    found.append((start[2], number - start[1] + 1))
                start = None
    return found


def check_lengths():
    lengths = {p: len(read(p)) for p in CODE if p.name != "main.cpp"}
    median = statistics.median(lengths.values())
    broken = [f"the median of {len(lengths)} files is {median:.0f} lines, more than {MEDIAN_LINES}"] \
        if median > MEDIAN_LINES else []
    return {
        "median": broken,
        "long files": [f"{relative(p)}: {n} lines, more than {LONG_FILE}" for p, n in lengths.items() if n > LONG_FILE],
        "long functions": [f"{relative(p)}: {n} lines: {name}" for p in CODE for name, n in functions(p)
                           if n > LONG_FUNCTION],
    }


def layer_of(path):
    text = relative(path)
    return next((layer for layer in LAYERS if text.startswith(f"src/{layer}/")), None)


def check_includes():
    upward, outside = [], []
    for path in CODE:
        own = layer_of(path)
        for number, line in enumerate(read(path), 1):
            include = re.match(r'#include\s+(["<])([^">]+)', line)
            if not include:
                continue
            name, where = include[2], f"{relative(path)}:{number}"
            other = next((l for l in LAYERS if name.startswith(l + "/")), None) if include[1] == '"' else None
            if own and other and (LAYERS.index(other) > LAYERS.index(own) or (own, other) in NOT_ALLOWED):
                upward.append(f"{where}: {own} may not know of {other}")
            for pattern, places in PLACES.items():
                if re.match(pattern, name) and not any(relative(path).startswith(place) for place in places):
                    outside.append(f"{where}: {name} belongs in {', '.join(places)}")
    return {"includes upward": upward, "includes out of place": outside}


def check_contracts():
    return {"headers without a contract": [f"{relative(p)}: begin with a comment that says what must hold"
                                           for p in CODE if p.suffix == ".h" and not read(p)[0].startswith("//")],
            "headers without pragma once": [relative(p) for p in SOURCES
                                            if p.suffix == ".h" and "#pragma once" not in read(p)]}


def check_words():
    texts = SOURCES + sorted(p for p in list((ROOT / "docs").rglob("*.md")) + list(ROOT.glob("*.md"))
                             + list((ROOT / "scripts").glob("*")) + list((ROOT / "src").rglob("CMakeLists.txt"))
                             if p.is_file())
    found = []
    for path in texts:
        for number, line in enumerate(read(path), 1):
            found += [f"{relative(path)}:{number}: {pattern}" for pattern in FORBIDDEN if re.search(pattern, line)]
    return {"forbidden words": found}


def check_messages():
    made = subprocess.run([sys.executable, ROOT / "tools/policy_messages.py"], capture_output=True, text=True).stdout
    same = made == (ROOT / "docs/policy-messages.md").read_text(encoding="utf-8")
    return {"pages made from the source that are out of date": [] if same else [
        "docs/policy-messages.md: tools/policy_messages.py >docs/policy-messages.md"]}


def check_format():
    tool = shutil.which("clang-format")
    if not tool:
        print("clang-format is not installed: not looked at (scripts/install-dependencies test)")
        return {}
    jobs = os.cpu_count() or 1
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        results = pool.map(lambda p: (p, subprocess.run([tool, "--dry-run", "-Werror", p], capture_output=True)), SOURCES)
        return {"unformatted files": [f"{relative(p)}: run clang-format -i" for p, r in results if r.returncode != 0]}


def check_headers():
    flags = ["-std=c++20", "-fsyntax-only", "-x", "c++", "-Wall", "-Wextra", "-I", str(ROOT / "src"),
             "-I", os.environ.get("RINGFENCE_GENERATED", str(ROOT / "build/dev/generated")),
             "-isystem", subprocess.run(["pg_config", "--includedir"], capture_output=True, text=True).stdout.strip()
             or "/usr/include/postgresql"]
    headers = [p for p in CODE if p.suffix == ".h"]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        results = pool.map(lambda p: (p, subprocess.run(
            [os.environ.get("CXX", "c++"), *flags, "-include", str(p), "/dev/null"], capture_output=True, text=True)),
            headers)
        return {"headers that do not compile alone": [
            f"{relative(p)}: {(r.stderr.splitlines() or ['?'])[0]}" for p, r in results if r.returncode != 0]}


def ratchet():
    counts = {}
    for line in read(ROOT / "tests/style/ratchet.txt"):
        if line and not line.startswith("#"):
            count, name = line.split(None, 1)
            counts[name] = int(count)
    return counts


def main():
    checks = [check_headers] if sys.argv[1:] == ["headers"] else [
        check_lengths, check_includes, check_contracts, check_words, check_messages, check_format]
    allowed, failed = ratchet(), 0
    for check in checks:
        for name, found in check().items():
            limit = allowed.get(name, 0)
            if len(found) > limit:
                failed += 1
                print(f"FAILED: {name}: {len(found)}, at most {limit} allowed")
                print("".join(f"  {one}\n" for one in found), end="")
            elif len(found) < limit:
                print(f"note: {name}: {len(found)} now; lower the {limit} in tests/style/ratchet.txt")
    print("style: failed" if failed else f"style: {len(SOURCES)} files are as they should be")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
