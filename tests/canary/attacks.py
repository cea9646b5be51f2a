"""What is tried: the golden statements, the leak list, and where from."""
import pathlib
import re

import people
from rings import GOLDEN, PURPOSES

HERE = pathlib.Path(__file__).resolve().parent


def golden():
    """(file, statement) of tests/golden/statements, those that it refuses too."""
    for path in sorted((GOLDEN / 'cases').glob('*.sql')):
        statement = []
        for line in path.read_text(encoding='utf-8').splitlines():
            if line.startswith('-- => '):
                yield path.name, '\n'.join(statement)
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


class Attacker:
    """A service of one ring with one purpose. `wanted` is a person of another ring, whose rows it is after."""

    def __init__(self, ring, service, purpose):
        self.ring, self.service, self.purpose = ring, '%s-%s' % (service, ring), purpose
        self.wanted = '5' if people.HOME[7] == ring else '7'

    def __str__(self):
        return '%s for %s' % (self.service, self.purpose)

    def aim(self, sql):
        """The statements are written about person 7."""
        return re.sub(r"7(?=0?(?![0-9])|1\b)", self.wanted, sql) if self.wanted != '7' else sql


def attackers():
    return [Attacker(ring, service, purpose) for ring in people.RINGS for purpose in PURPOSES for service in ('home', 'world')]
