#!/usr/bin/env python3
"""What the clients' suites said, test by test.

  results.py read FORMAT LOG OUT              a suite's output becomes {"test": "pass|fail|skip"}
  results.py compare OUT EXPECTED AGAINST     failures against expected/SUITE.txt; exit 1 if one has no reason there
  results.py table [--json] RESULTS EXPECTED SUITE …     what was measured last, side by side
"""
import json
import re
import sys
from pathlib import Path

AGAINST = ["direct", "pgbouncer", "gateway"]


def read_go(text):
    found, package = {}, ""
    for line in text.splitlines():
        if line.startswith("# package "):
            package = line.split("/")[-1]
        elif package and line.startswith("# exit ") and line != "# exit 0" and not any(
                value == "fail" and name.startswith(package + " ") for name, value in found.items()):
            found[f"{package} (the program)"] = "fail"
        match = re.search(r"--- (PASS|FAIL|SKIP): (\S+) \(", line)
        if match:
            found[f"{package} {match[2]}"] = {"PASS": "pass", "FAIL": "fail", "SKIP": "skip"}[match[1]]
    unfinished = re.findall(r"^=== RUN +(\S+)$", text, re.M)
    ended = {name.split(" ", 1)[1] for name in found if " " in name}
    found.update({f"(unfinished) {name}": "fail" for name in unfinished if name not in ended})
    return found


def read_tap(text):
    """Tests of one file are told apart by their description; the same description again gets a number."""
    found, file, planned, ran = {}, "", None, 0
    for line in text.splitlines():
        if line.startswith("# file "):
            file, planned, ran = line.split("/")[-1], None, 0
        elif line.startswith("# exit "):
            if planned is not None and ran < planned:
                found[f"{file} ended after {ran} of {planned} tests"] = "fail"
            elif line != "# exit 0" and not any(v == "fail" and n.startswith(file) for n, v in found.items()):
                found[f"{file} ended with {line[2:]}"] = "fail"
        elif re.match(r"1\.\.\d+", line):
            planned = int(line.split()[0][3:])
        else:
            match = re.match(r"(not )?ok \d+( - )?(.*)$", line)
            if match:
                ran += 1
                text_of, _, directive = match[3].partition(" # ")
                name = f"{file} {text_of.strip() or ran}"
                number = 2
                while name in found:
                    name, number = f"{file} {text_of.strip() or ran} ({number})", number + 1
                skipped = directive.lower().startswith(("skip", "todo"))
                found[name] = "skip" if skipped else "fail" if match[1] else "pass"
    return found


def read_libpqxx(text):
    found, current = {}, None
    for line in text.splitlines():
        match = re.match(r"(Running|FAILED): (.*)$", line)
        if match:
            current = match[2].strip()
            found[current] = "fail"
        elif current and re.match(r"Ran \d+ test", line):
            current = None
    ended = len(re.findall(r"^Ran \d+ test", text, re.M))
    failed = set(re.findall(r"^FAILED: (.*)$", text, re.M))
    if current is None and ended:  # otherwise the program ended in the test named last
        found = {name: "fail" if name in failed else "pass" for name in found}
    elif current:
        found = {name: "fail" if name in failed or name == current else "pass" for name in found}
    unsupported = re.findall(r"^Running: (.*)\n(?:(?!Running: ).*\n)*?Not testing unsupported feature", text, re.M)
    found.update({name: "skip" for name in unsupported if name in found})
    return found


def ended(found, last_line):
    """A program that did not say that it had come to its end has failed, whatever its tests had said by then."""
    return found if last_line or not found else {**found, "(the program did not come to its end)": "fail"}


def read_pytest(text):
    words = {"PASSED": "pass", "FAILED": "fail", "ERROR": "fail", "SKIPPED": "skip", "XFAIL": "skip", "XPASS": "pass"}
    found = {match[1]: words[match[2]]
             for match in re.finditer(r"^(tests/\S+::.+?) (PASSED|FAILED|ERROR|SKIPPED|XFAIL|XPASS)\b", text, re.M)}
    return ended(found, re.search(r"^=+ .* in [\d.]+s\b.* =+$", text, re.M))


def read_unittest(text):
    found, current = {}, None
    words = {"ok": "pass", "FAIL": "fail", "ERROR": "fail", "expected failure": "skip", "unexpected success": "pass"}
    for line in text.splitlines():
        match = re.match(r"(\w+) \(([\w.]+)\)( \[[^]]*\])?(.*)$", line)
        if match and match[2].startswith("tests."):
            parts = match[2].split(".")
            current = ".".join(parts[1:] if parts[-1] == match[1] else parts[1:] + [match[1]])
            line = match[4]
        end = re.search(r"(?:\.\.\. ?|^)(ok|FAIL|ERROR|skipped.*|expected failure|unexpected success)$", line)
        if end and current:
            found[current] = words.get(end[1], "skip")
            current = None
    if current:
        found[current] = "fail"
    return ended(found, re.search(r"^Ran \d+ tests? in ", text, re.M))


def read_plain(text):
    return {match[2]: match[1] for match in re.finditer(r"^(pass|fail|skip) (.+)$", text, re.M)}


READERS = {"plain": read_plain, "go": read_go, "tap": read_tap, "libpqxx": read_libpqxx, "pytest": read_pytest, "unittest": read_unittest}


def read_expected(path):
    """`where | test | why`, a line each; where is direct, pgbouncer, gateway or any; a test may end in * ."""
    rules = []
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip() and not line.startswith("#"):
                where, test, why = (part.strip() for part in line.split(" | ", 2))
                rules.append((where.split(","), test, why))
    return rules


def reason(rules, where, test):
    for places, name, why in rules:
        if where in places or "any" in places:
            if name == test or (name.endswith("*") and test.startswith(name[:-1])):
                return why
    return None


def counts(found):
    return {word: sum(1 for value in found.values() if value == word) for word in ("pass", "fail", "skip")}


def compare(out, expected, where):
    found, rules = json.loads(Path(out).read_text()), read_expected(Path(expected))
    failed = sorted(name for name, value in found.items() if value == "fail")
    unexplained = [name for name in failed if reason(rules, where, name) is None]
    total = counts(found)
    print(f"{Path(expected).stem} against {where}: {total['pass']} passed, {total['fail']} failed, {total['skip']} skipped")
    for name in failed:
        print(f"  failed: {name}: {reason(rules, where, name) or 'no reason in ' + Path(expected).name}")
    for places, name, _ in rules:
        if where in places and found.get(name) == "pass":
            print(f"  passes now: {name}: take its line out of {Path(expected).name}")
    if not found:
        print(f"  nothing ran: see {Path(out).with_suffix('.log')}")
    return 1 if unexplained or not found else 0


def table(results, expected, suites, as_json):
    rows = []
    for suite in suites:
        row = {"suite": suite}
        for where in AGAINST:
            path = Path(results) / f"{suite}.{where}.json"
            if path.exists():
                found, rules = json.loads(path.read_text()), read_expected(Path(expected) / f"{suite}.txt")
                row[where] = counts(found)
                row[where]["failures"] = {name: reason(rules, where, name)
                                          for name, value in sorted(found.items()) if value == "fail"}
        rows.append(row)
    if as_json:
        print(json.dumps(rows, indent=1))
        return 0
    print("| suite | " + " | ".join(f"{where}: passed / failed / skipped" for where in AGAINST) + " |")
    print("|---" * (len(AGAINST) + 1) + "|")
    for row in rows:
        cells = [f"{row[w]['pass']} / {row[w]['fail']} / {row[w]['skip']}" if w in row else "–" for w in AGAINST]
        print(f"| {row['suite']} | " + " | ".join(cells) + " |")
    return 0


def main(arguments):
    as_json = "--json" in arguments
    arguments = [one for one in arguments if one != "--json"]
    if arguments[0] == "read":
        form, log, out = arguments[1:]
        text = Path(log).read_text(encoding="utf-8", errors="replace")
        Path(out).write_text(json.dumps(READERS[form](text), indent=1))
        return 0
    if arguments[0] == "compare":
        return compare(*arguments[1:])
    return table(arguments[1], arguments[2], arguments[3:], as_json)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
