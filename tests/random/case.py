"""One case from seed to verdict: make the source, split it, answer for rows astray, hold the rings against the oracle."""
import csv
import pathlib
import random
import re
import subprocess

import build
import policy
import verify


class Failure(Exception):
    pass


def plain(name):
    """A table's name without what SQL needs to write it down."""
    return name.replace('"', '').removeprefix('public.')


class Split:
    """Runs `ringfence split` as a user would, and answers for the rows that nobody can place."""

    def __init__(self, program, work, source_uri):
        self.program, self.work, self.source_uri, self.place, self.said = program, work, source_uri, None, ''

    def command(self):
        return [self.program, 'split', '--policy', str(self.work / 'ringfence.toml'), '--from', self.source_uri,
                *(['--place', str(self.place)] if self.place else [])]

    def run(self):
        done = subprocess.run(self.command(), cwd=self.work, capture_output=True, text=True, timeout=600, errors='replace')
        self.said = done.stdout + done.stderr
        return done.returncode

    def answer(self, word, subjects):
        """A code where people belong; a row of another table that has no person can only be left."""
        named = [self.work / name for name in re.findall(r'[^\s«»"\'`:]+\.csv', self.said)]
        lists = [path for path in named if path.exists()]
        if not lists:
            raise Failure('split names no list of rows astray')
        with open(lists[0], newline='') as file:
            table = list(csv.reader(file))
        place = table[0].index('place')
        self.place = self.work / 'placed.csv'
        with open(self.place, 'w', newline='') as file:
            csv.writer(file).writerows([table[0]] + [row[:place] + [word if plain(row[0]) in subjects else 'leave'] + row[place + 1:] for row in table[1:]])


def split(runner, word, subjects):
    status = runner.run()
    if word:
        if status != 1:
            raise Failure('split ended with %d although rows are astray' % status)
        runner.answer(word, subjects)
        status = runner.run()
    if status != 0:
        raise Failure('split ended with %d' % status)


def drift(program, work):
    done = subprocess.run([program, 'drift', '--policy', str(work / 'ringfence.toml')], capture_output=True, text=True, timeout=120, errors='replace')
    return [] if done.returncode == 0 else ['drift ended with %d: %s' % (done.returncode, (done.stdout + done.stderr)[-1500:])]


def run(cluster, program, seed, most_tables, work):
    """Returns what is wrong, a line each. Databases are left for a look."""
    case = build.case_of(seed, most_tables)
    rng = random.Random(seed + 2)
    databases = {ring: 'case_' + ring for ring in case.rings}
    script = build.source(cluster, 'case_source', case)
    cluster.fresh(*databases.values())
    work = pathlib.Path(work)
    work.mkdir(parents=True, exist_ok=True)
    (work / 'source.sql').write_text(script)
    for name, text in policy.policy(case, {r: cluster.uri(d) for r, d in databases.items()}, rng).items():
        (work / name).write_text(text)
    before, schema = verify.read_rows(cluster, 'case_source', case), verify.schema_text(cluster, 'case_source')
    runner = Split(program, work, cluster.uri('case_source'))
    try:
        split(runner, case.place, {plain(policy.name_of(t)) for t in case.tables if t.kind == 'subject'})
    except (Failure, subprocess.TimeoutExpired) as error:
        return ['%s\n%s' % (error, runner.said[-3000:])]
    wrong = verify.rows(cluster, case, before, databases)
    wrong += verify.catalogues(cluster, 'case_source', databases)
    wrong += verify.references(cluster, case, databases)
    wrong += verify.wrong_ring(cluster, case, databases, rng)
    wrong += verify.at_home(cluster, case, databases)
    wrong += drift(program, work)
    if verify.read_rows(cluster, 'case_source', case) != before or verify.schema_text(cluster, 'case_source') != schema:
        wrong.append('the source was changed')
    return wrong + verify.sequences(cluster, 'case_source', databases)
