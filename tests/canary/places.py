"""What else a ring leaves where another could find it: its gateway's pages and log, its ledger, PostgreSQL's log, the data directory."""
import urllib.error
import urllib.request


def files(rings, ring, what):
    here = rings.dir / ring
    return {'gateway log': [here / 'gateway.log'], 'server log': [here / 'log'],
            'ledger': sorted(path for path in (here / 'ledger').rglob('*') if path.is_file()),
            'data directory': sorted(path for path in (here / 'data').rglob('*') if path.is_file())}[what]


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
        """Bytes that came since, in records whose name begins like this."""
        new = []
        for path in sorted(self.rings.records.iterdir()):
            if path.name.startswith(prefix):
                with open(path, 'rb') as file:
                    file.seek(self.sizes.get(path, 0))
                    new.append(file.read())
        return b'\0'.join(new)
