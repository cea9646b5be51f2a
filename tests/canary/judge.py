"""Whose canary may be where. Everything is a leak but what is at home there, and what the rule with `write = true` is for. A question
that a ring asks another is out of it: its own canaries are not at home there."""
import people


def purpose_of(path):
    """Of a link between gateways: what its startup packet says."""
    try:
        head = open(str(path).rsplit('.', 1)[0] + '.asked', 'rb').read(4096)
    except OSError:
        return None
    return head.split(b'ringfence.purpose\0', 1)[1].split(b'\0', 1)[0].decode() if b'ringfence.purpose\0' in head else None


def verdict(name, purpose, canary):
    """'leak', 'home' or 'write': of a canary in the record of this name."""
    kind, reader, owner, *_, last = name.split('.')
    if kind not in ('link', 'fdw', 'peer', 'direct') and canary.ring == reader:
        return 'home'
    if purpose == 'travel' and reader == 'us' and canary.ring == 'eu' and owner in ('eu', '*') and \
            (canary.table, canary.column) in people.TRAVEL:
        return 'write'
    return 'leak'


def judge(path, canary):
    name = str(path).rsplit('/', 1)[-1]
    kind, *_ = name.split('.')
    purpose = purpose_of(path) if kind == 'link' else name.split('.')[3] if kind != 'fdw' else None
    return verdict(name, purpose, canary)
