"""From where somebody of one ring can reach for another's rows. Each gives connections, and says whose they are in its records' names:
KIND.READER'S RING.OWNER'S RING OR *.PURPOSE.WHO.N"""
import itertools
import os

import people
from client import Client
from rings import PURPOSES

LINK = itertools.count(1)


class Position:
    def __init__(self, rings, kind, ring, owner, purpose, who):
        self.rings, self.kind, self.ring, self.owner, self.purpose, self.who = rings, kind, ring, owner, purpose, who
        self.opened = 0
        # Whom the statements, which are written about person 7 of ring eu, are really about.
        self.wanted = next(n for n in (7, 5, 6, 8) if people.HOME[n] != ring and owner in ('*', people.HOME[n]))

    def __str__(self):
        return '%s, %s of ring %s for %s' % (self.kind, self.who, self.ring, self.purpose)

    def open(self, settings=()):
        record = self.rings.records / '.'.join((self.kind, self.ring, self.owner, self.purpose, self.who, str(self.opened)))
        self.opened += 1
        return self.connect(record, list(settings))

    def connect(self, record, settings):
        """As a service of its own ring, at that ring's gateway."""
        return Client(self.rings.rings[self.ring]['gateway_port'], self.who, self.rings.password(self.who), record, self.rings.dir / 'authority.crt',
                      [('ringfence.purpose', self.purpose), *settings])


class Abroad(Position):
    """The same service at the gateway of the ring that it is after."""

    def connect(self, record, settings):
        return Client(self.rings.rings[self.owner]['gateway_port'], self.who, self.rings.password(self.who), record, self.rings.dir / 'authority.crt',
                      [('ringfence.purpose', self.purpose), *settings])


class Direct(Position):
    """Past the gateways: as the role that reads for its ring, on the PostgreSQL of the ring that it is after."""

    def connect(self, record, settings):
        role = 'transfer_%s_%s' % (self.ring, self.purpose)
        return Client(self.rings.rings[self.owner]['port'], role, self.rings.password(role, '%s/transfers.pgpass' % self.owner), record, settings=settings)


class WorldRole(Position):
    """Past its own gateway: as the role of its ring's world views, on its own PostgreSQL."""

    def connect(self, record, settings):
        role = 'world_' + self.purpose
        return Client(self.rings.rings[self.ring]['port'], role, self.rings.password(role, '%s/transfers.pgpass' % self.ring), record, settings=settings)


class Peer(Position):
    """A gateway that has been turned: with its ring's certificate it asks another ring's gateway whatever it likes."""

    def connect(self, record, settings):
        said = [('ringfence.purpose', self.purpose), ('ringfence.policy', self.rings.policy_sha256),
                ('ringfence.link', '%016x%08x' % (int.from_bytes(os.urandom(8), 'big'), next(LINK)))]
        return Client(self.rings.rings[self.owner]['gateway_port'], self.who, '', record, self.rings.dir / 'authority.crt', [*said, *settings],
                      'ringfence_transfer', self.rings.dir / self.ring / 'gateway')


def others(ring):
    return [other for other in people.RINGS if other != ring]


def positions(rings):
    """All of them; those that are let in nowhere are told so by who opens them."""
    for ring in people.RINGS:
        for purpose in PURPOSES:
            for service in ('home', 'world'):
                yield Position(rings, 'gateway', ring, '*', purpose, '%s-%s' % (service, ring))
            yield Abroad(rings, 'abroad', ring, others(ring)[0], purpose, 'home-' + ring)
            yield WorldRole(rings, 'world', ring, '*', purpose, 'world')
            for owner in others(ring):
                yield Direct(rings, 'direct', ring, owner, purpose, 'transfer')
                yield Peer(rings, 'peer', ring, owner, purpose, 'home-' + ring)
