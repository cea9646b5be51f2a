"""Medians, paired ratios, and the tables people read."""
import json
from statistics import median

from counts import PROTOCOLS

REFERENCE = "PgBouncer"


def summarise(rounds):
    """Of {system: [(rate, cpu) a round, None where it failed]}: medians, and the CPU's ratios to the reference's of the
    same round."""
    out = {}
    reference = rounds.get(REFERENCE, [])
    for name, taken in rounds.items():
        good = [one for one in taken if one]
        if not good:
            continue
        pairs = [mine[1] / theirs[1] for mine, theirs in zip(taken, reference) if mine and theirs and theirs[1] > 0]
        out[name] = {"per_second": [round(rate, 1) for rate, _ in good], "per_second_median": round(median(r for r, _ in good), 1)}
        if name != "direct":
            out[name] |= {"cpu_us": [round(cpu, 2) for _, cpu in good], "cpu_us_median": round(median(c for _, c in good), 2)}
        if name != "direct" and pairs:
            out[name] |= {"ratios": [round(one, 3) for one in pairs], "ratio_median": round(median(pairs), 3),
                          "ratio_spread": round((max(pairs) - min(pairs)) / 2, 3)}
    return out


def print_table(title, head, rows):
    """The first column to the left, the others to the right."""
    rows = [[str(cell) for cell in row] for row in [["", *head], *rows]]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    print(f"\n{title}\n")
    for row in rows:
        print("  " + "  ".join([row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:]))]).rstrip())


def cpu_cell(entry, digits):
    if not entry or "cpu_us_median" not in entry:
        return "–"
    text = f"{entry['cpu_us_median']:,.{digits}f}"
    return text + (f" ({entry['ratio_median']:.2f} ±{entry['ratio_spread']:.2f})" if "ratio_median" in entry else "")


def print_all(result, workloads):
    names = result["systems"]
    measured = [w for w in workloads if w.name in result["workloads"]]
    entry = lambda workload, name: result["workloads"][workload.name].get(name)
    proxies = [n for n in names if n != "direct"]
    if measured:
        print_table(f"CPU of the proxy, µs a transaction (median; ratio to {REFERENCE}'s in the same round, ± half its spread)", proxies,
                    [[w.title, *(cpu_cell(entry(w, n), w.digits) for n in proxies)] for w in measured])
        print_table("Transactions a second (median; differences below 15 % say nothing)", names,
                    [[w.title, *(f"{entry(w, n)['per_second_median']:,.0f}" if entry(w, n) else "–" for n in names)] for w in measured])
    if result["memory"]:
        kept = [n for n in proxies if n in result["memory"]]
        print_table("Memory, resident", kept, [
            [title, *(f"{result['memory'][n][key] / scale:,.1f}" for n in kept)] for title, key, scale in (
                ("64 busy clients, MiB", "busy_kib", 1024), ("and 1,000 idle ones, MiB", "busy_and_idle_kib", 1024),
                ("each idle one, KiB", "idle_client_kib", 1))])
    for what, title in (("instructions", "Instructions in user space for a select, one client"),
                        ("calls", "System calls for a select, one client")):
        counted = result["counts"].get(what, {})
        if counted:
            kept = [n for n in proxies if n in counted]
            print_table(title, kept, [[p, *(f"{counted[n][p]:,.{0 if what == 'instructions' else 1}f}" if p in counted[n] else "–"
                                            for n in kept)] for p in PROTOCOLS if any(p in counted[n] for n in kept)])
    print()
    for line in result["skipped"]:
        print(f"  skipped: {line}")
    for line in result["failed"]:
        print(f"  failed: {line}")


def print_json(result):
    print(json.dumps(result, indent=1, ensure_ascii=False))
