"""Identifiers as people really make them, and worse: capitals, spaces, quotes, Chinese, reserved words, 63 bytes."""

_ODD = ['order', 'select', 'user', 'Group', 'Per son', 'we"ird', "o'clock", 'a.b', 'back\\slash', '用户', '订单 表', 'naïve',
        'semi;colon', 'per%cent', '$dollar', 'tab\there', 'new\nline', 'UPPER', '123start', 'emoji😀', '-- dash', '/*x*/',
        '{brace}', '[bracket]', 'null', 'public', 'col,umn', 'Ä', "''", '""', ' lead', 'trail ', 'q?mark', ':colon', '@at']
_PLAIN = ['account', 'person', 'post', 'note', 'item', 'city', 'tag', 'mail', 'team', 'event', 'log', 'invoice', 'photo',
          'label', 'grade', 'visit', 'device', 'topic', 'reply', 'page']


def quote(name):
    return '"' + name.replace('"', '""') + '"'


def literal(text):
    if text is None:
        return 'NULL'
    return ("E'" if '\\' in text else "'") + text.replace('\\', '\\\\').replace("'", "''") + "'"


class Names:
    """Hands out names, each once in its space."""

    def __init__(self, rng, oddness):
        self.rng, self.oddness, self.used = rng, oddness, {}

    def fresh(self, space, plain=False):
        used = self.used.setdefault(space, set())
        while True:
            name = self._any(plain)
            if name in used:
                name = self._shorten(name, 58) + str(len(used))
            if name not in used:
                used.add(name)
                return name

    def _any(self, plain):
        rng = self.rng
        if plain or rng.random() > self.oddness:
            return rng.choice(_PLAIN) + rng.choice(['', '', '_id', '_x', str(rng.randrange(9))])
        if rng.random() < 0.1:
            return self._shorten(rng.choice(['L', '长', 'é', '"']) * 63, 61) + rng.choice('ab') + rng.choice('cd')
        return rng.choice(_ODD)

    @staticmethod
    def _shorten(name, size):
        return name.encode()[:size].decode(errors='ignore')
