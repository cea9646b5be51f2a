"""Looks for all canaries in all their forms at once. What is searched is what was recorded; nothing is taken apart first, so that no
fault of a parser hides anything."""
import atexit
import collections
import os
import pathlib
import subprocess
import tempfile

# grep reads patterns and input a line each: a line feed and a vertical tab are taken for the same, and looked at again afterwards.
ALIKE = bytes.maketrans(b'\n', b'\v')
Found = collections.namedtuple('Found', 'canary form where offset')


class Search:
    def __init__(self, canaries, shortest=4):
        """`shortest`: forms below are not looked for; where there are gigabytes of anything, four bytes are found by chance."""
        self.of = {}
        for canary in canaries:
            for data, how in canary.forms.items():
                if len(data) >= shortest:
                    self.of.setdefault(data, (canary, how))
        self.folded = collections.defaultdict(list)
        for data in self.of:
            self.folded[data.translate(ALIKE)].append(data)
        handle, name = tempfile.mkstemp(prefix='rf-canary-forms.')
        with os.fdopen(handle, 'wb') as file:
            file.write(b'\n'.join(self.folded) + b'\n')
        self.patterns = pathlib.Path(name)
        atexit.register(self.close)

    def close(self):
        self.patterns.unlink(missing_ok=True)

    def bytes(self, data, where=''):
        """Every place of `data` with a canary in it. Of forms that overlap, one is told."""
        done = subprocess.run(['grep', '-aobF', '-f', self.patterns, '-'], input=data.translate(ALIKE), env={'LC_ALL': 'C', 'PATH': os.environ['PATH']},
                              capture_output=True)
        if done.returncode > 1:
            raise AssertionError('grep: ' + done.stderr.decode())
        found = []
        for line in done.stdout.split(b'\n')[:-1]:
            at, pattern = line.split(b':', 1)
            at = int(at)
            there = data[at:at + len(pattern)]
            if there in self.of:
                found.append(Found(*self.of[there], where, at))
        return found

    def files(self, paths):
        """(bytes searched, what was found)."""
        total, found = 0, []
        for batch in batches(paths):
            parts, places, at = [], [], 0
            for path in batch:
                try:
                    data = pathlib.Path(path).read_bytes()
                except (FileNotFoundError, OSError):
                    continue
                parts += [data, b'\0']
                places.append((at, str(path)))
                at += len(data) + 1
                total += len(data)
            for one in self.bytes(b''.join(parts)):
                start, path = max(place for place in places if place[0] <= one.offset)
                found.append(one._replace(where=path, offset=one.offset - start))
        return total, found


def batches(paths, limit=256 << 20):
    batch, size = [], 0
    for path in paths:
        try:
            length = os.path.getsize(path)
        except OSError:
            continue
        if batch and size + length > limit:
            yield batch
            batch, size = [], 0
        batch.append(path)
        size += length
    if batch:
        yield batch
