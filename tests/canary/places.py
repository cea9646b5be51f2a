"""What else a ring leaves where another could find it: its gateway's pages and log, its ledger, PostgreSQL's log, the data directory."""
import urllib.error
import urllib.request


def files(rings, ring, what):
    here = rings.dir / ring
    if what == 'data directory':
        own = rings.sql(ring, 'SELECT oid FROM pg_database WHERE datname = current_database()')
        return [path for path in all_below(here / 'data') if path.parent.parent.name != 'base' or path.parent.name == own]
    return {'gateway log': [here / 'gateway.log'], 'server log': [here / 'log'], 'ledger': all_below(here / 'ledger')}[what]


def all_below(folder):
    return sorted(path for path in folder.rglob('*') if path.is_file())


def fetch(rings):
    """Every page of every gateway, as anybody gets it; written to the records."""
    for ring, said in rings.rings.items():
        log = rings.dir / ring / 'ledger' / 'log'
        names = ['metrics', 'healthz', ''] + ['ledger/%s' % path.relative_to(log) for path in sorted(log.rglob('*')) if path.is_file()]
        with open(rings.records / ('http.%s.*.pages' % ring), 'wb') as record:
            for name in names:
                try:
                    with urllib.request.urlopen('%s/%s' % (said['http'], name), timeout=20) as answer:
                        record.write(str(answer.headers).encode() + answer.read())
                except urllib.error.HTTPError as error:
                    record.write(str(error.headers).encode() + error.read())


class Marks:
    """Where the records ended, so that what came afterwards can be told from what came before."""

    def __init__(self, rings):
        self.rings = rings
        self.sizes = {path: path.stat().st_size for path in rings.records.iterdir()}

    def since(self, prefix):
        """(record, bytes that came since), of those whose name begins like this."""
        for path in sorted(self.rings.records.iterdir()):
            before = self.sizes.get(path, 0)
            if path.name.startswith(prefix) and path.stat().st_size > before:
                with open(path, 'rb') as file:
                    file.seek(before)
                    yield path, file.read()
