"""What is tried: the golden statements, the leak list, sqlsmith's, in every style from every position."""
import collections
import pathlib
import queue
import re
import threading

import styles
from client import Refused
from rings import GOLDEN

HERE = pathlib.Path(__file__).resolve().parent


def golden():
    """(file, statement) of tests/golden/statements, those that it refuses too."""
    for path in sorted((GOLDEN / 'cases').glob('*.sql')):
        statement = []
        for line in path.read_text(encoding='utf-8').splitlines():
            if line.startswith('-- => '):
                yield 'golden ' + path.name, '\n'.join(statement)
                statement = []
            else:
                statement.append(line)


def leaks():
    """(channel, statement) of leaks.sql."""
    channel = None
    for line in (HERE / 'leaks.sql').read_text(encoding='utf-8').splitlines():
        if line.startswith('-- channel: '):
            channel = line[12:]
        elif line and not line.startswith('-- '):
            yield channel, line


def aim(sql, wanted):
    """The statements are about person 7 and what belongs to them: 70, 'h7', 'p7@x'."""
    return sql if wanted == 7 else re.sub(r'7(?=0?(?![0-9]))', str(wanted), sql)


class Tally:
    def __init__(self):
        self.lock = threading.Lock()
        self.sessions = collections.Counter()
        self.statements, self.refused, self.rows = collections.Counter(), collections.Counter(), collections.Counter()
        self.not_let_in = collections.Counter()

    def answered(self, kind, answer):
        with self.lock:
            self.statements[kind] += 1
            self.refused[kind] += bool(answer.errors or answer.closed)
            self.rows[kind] += answer.rows


class Session:
    """A position's connection, made anew where an attack has ended it."""

    def __init__(self, position, tally):
        self.position, self.tally, self.client = position, tally, None

    def attack(self, style, sql):
        made = styles.in_style(style, aim(sql, self.position.wanted))
        return made and self.say(*made)

    def begin_anew(self):
        """After what leaves something behind in a session: one look at what it changed, and the next attack has another one. A declared
        subject, for one, would have every later read of nobody in particular refused."""
        for sql in ('SELECT * FROM person', 'SELECT * FROM person, post WHERE person.id = 7 AND author_id = 7'):
            self.attack('simple', sql)
        self.close()

    def say(self, data, ready):
        if self.client is None:
            self.client = self.position.open()
            self.tally.sessions[self.position.kind] += 1
        answer = self.client.say(data, ready)
        self.tally.answered(self.position.kind, answer)
        if answer.closed:
            self.client = None
        return answer

    def close(self):
        if self.client:
            self.client.close()
        self.client = None


def let_in(positions, tally):
    """Those that get a session at all."""
    inside = []
    for position in positions:
        try:
            position.open().close()
            inside.append(position)
        except Refused as refusal:
            tally.not_let_in['%s for %s: %s' % (position.kind, position.purpose, str(refusal)[:5])] += 1
    return inside


def spread(positions, count, rounds, turns=1):
    """Which position does what: pairs (position, (number, turn)). Each of them `rounds` times: every time from the next position in
    turn, until it was at all of them."""
    for number in range(count):
        for turn in range(turns):
            first = number * 7 + turn * 11 + number // len(positions)
            for further in range(min(rounds, len(positions))):
                yield positions[(first + further) % len(positions)], (number, turn)


def in_threads(work, do, workers=4):
    """do(position, [what it has to do, …]), for each position of `work` at once with others."""
    waiting, failures = queue.SimpleQueue(), []
    for item in work.items():
        waiting.put(item)

    def one():
        try:
            while True:
                do(*waiting.get_nowait())
        except queue.Empty:
            pass
        except BaseException as error:  # of a thread: told by whoever started it
            failures.append(error)
    threads = [threading.Thread(target=one) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def by_position(pairs):
    work = collections.defaultdict(list)
    for position, what in pairs:
        work[position].append(what)
    return work


def play(positions, statements, tally, rounds, in_styles=len(styles.STYLES)):
    """Every statement, in all styles or in some of them in turn."""
    names = list(styles.STYLES)

    def one(position, attacks):
        session = Session(position, tally)
        for number, turn in attacks:
            sql = statements[number][1]
            if session.attack(names[(turn + number * in_styles) % len(names)], sql) and styles.leaves_something(sql):
                session.begin_anew()
        session.close()
    in_threads(by_position(spread(positions, len(statements), rounds, in_styles)), one)
