#!/usr/bin/env python3
"""Every case twice: what `ringfence explain` says of it against what the design says (`-- =>`); and, where it is accepted, the
statement itself on a database with everybody's rows and on one with only the home ring's. They have to give the same rows, make
the same changes and fail alike: a statement that does not has touched what it was not proven to be about.

  check.py RINGFENCE URI-OF-ALL URI-OF-HOME-RING"""
import pathlib
import subprocess
import sys
from collections import Counter

HERE = pathlib.Path(__file__).resolve().parent
TABLES = ["person", "tag", "setting", "mail", "post", "comment", "knows", "account", "note", '"日记"', '"Per son"', "visit"]
EVERY_ROW = " UNION ALL ".join(f"SELECT '{t}', x::text FROM {t} x" for t in TABLES)


def cases():
    for path in sorted((HERE / "cases").glob("*.sql")):
        statement = []
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.startswith("-- => "):
                yield f"{path.name}:{number}", "\n".join(statement), line[6:]
                statement = []
            else:
                statement.append(line)


def explained(ringfence, uri, statement):
    # Person 7 is at home in DE; a new person is where the statement says.
    home = [] if statement.startswith("INSERT INTO person") else ["--subject-home", "DE"]
    run = subprocess.run([ringfence, "explain", statement, "--policy", HERE / "ringfence.toml", "--service", "web-eu", *home,
                          "--database", uri, "--date", "2026-11-27"], capture_output=True, text=True)
    return run.returncode, run.stdout + run.stderr


def verdict_differs(expected, code, said):
    if expected.startswith("refused: "):
        if code != 1 or expected[9:] not in said:
            return f"expected {expected}"
    elif code != 0:
        return f"expected to go to {expected}"
    elif expected == "eu" and "ring eu" not in said:
        return "expected ring eu"
    elif expected == "here" and "this ring" not in said:
        return "expected this ring"
    return None


def run(uri, statement):
    """(what it gave, rows gone, rows that came), in a transaction that is rolled back."""
    mark = "-------- rows"
    script = f"BEGIN;\n\\echo {mark}\n{EVERY_ROW};\n\\echo {mark}\n{statement}\n;\n\\echo {mark}\n{EVERY_ROW};\nROLLBACK;\n"
    done = subprocess.run(["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", uri, "-f", "-"], input=script,
                          capture_output=True, text=True)
    parts = (done.stdout.split(mark + "\n") + ["", "", "", ""])[1:4]
    before, given, after = (Counter(part.splitlines()) for part in parts)
    error = done.stderr.split("ERROR:")[-1].split("LINE")[0].strip() if done.returncode else ""
    if error:
        return error, given, Counter(), Counter()
    return error, given, before - after, after - before


def main():
    ringfence, everyone, home = sys.argv[1:4]
    tried, ran, failed, needless = 0, 0, 0, []
    for where, statement, expected in cases():
        tried += 1
        code, said = explained(ringfence, everyone, statement)
        if wrong := verdict_differs(expected, code, said):
            failed += 1
            print(f"FAILED: {where}: {wrong}\n  {statement}\n  {said.strip()[:300]}")
        all_rows, own_rows = run(everyone, statement), run(home, statement)
        same = all_rows == own_rows
        if code == 0:
            ran += 1
            if not same:
                failed += 1
                print(f"HOLE: {where}: accepted, but depends on rows of others\n  {statement}\n  everybody's: {all_rows}\n"
                      f"  the ring's: {own_rows}")
            if all_rows[0]:
                failed += 1
                print(f"FAILED: {where}: PostgreSQL does not run it: {all_rows[0]}\n  {statement}")
        elif same and not all_rows[0]:
            needless.append(where)
    print(f"statements: {tried} cases, {ran} accepted and run twice, {failed} failed; "
          f"{len(needless)} of {tried - ran} refused ones would have told nothing of others in these rows")
    return 1 if failed or tried < 200 else 0


if __name__ == "__main__":
    sys.exit(main())
