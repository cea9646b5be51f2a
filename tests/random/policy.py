"""The policy that a user would write for a case."""
import json
import re

from names import quote


def text(value):
    return json.dumps(value, ensure_ascii=False)


def name_of(table):
    def part(name):
        return name if re.fullmatch('[a-z_][a-z0-9_]*', name) else quote(name)
    return part(table.name) if table.schema == 'public' else part(table.schema) + '.' + part(table.name)


def _columns(columns):
    return text(columns[0]) if len(columns) == 1 and '.' not in columns[0] else '[%s]' % ', '.join(map(text, columns))


def step(name):
    return name if re.fullmatch('[a-z_][a-z0-9_]*', name) else quote(name)


def _codes(home, files, rng):
    if rng.random() < 0.4:
        name = 'codes_%d.csv' % len(files)
        files[name] = 'value,code\n' + ''.join('"%s",%s\n' % (k.replace('"', '""'), v) for k, v in home.codes.items())
        return text(name)
    return '{ %s }' % ', '.join('%s = %s' % (text(k), text(v)) for k, v in home.codes.items())


def _home(home, files, rng):
    if home.form == 'plain' and '.' not in home.column:
        return text(home.column)
    out = ['column = ' + text(home.column)] if home.form != 'path' else ['path = ' + text('.'.join(map(step, home.path)))]
    if home.codes:
        out.append('codes = ' + _codes(home, files, rng))
    if home.otherwise:
        out.append('otherwise = ' + text(home.otherwise))
    return '{ %s }' % ', '.join(out)


def _subject(table, rng):
    anchor = table.anchor
    personal = [k for k in table.foreign_keys if k.to.personal]
    if len(personal) == 1 and anchor.declared and rng.random() < 0.5:
        return []
    if anchor.to.kind == 'subject':
        by_column = {to: column for column, to in zip(anchor.columns, anchor.to_columns)}
        return ['subject = ' + _columns([by_column[k] for k in anchor.to.subject_columns])]
    below = anchor.to.anchor
    steps = [anchor.name, below.columns[0] if len(below.columns) == 1 else below.name]
    return ['subject = { path = %s }' % text('.'.join(map(step, steps)))]


def _table(table, files, rng):
    out = ['', '[table.%s]' % (name_of(table) if re.fullmatch('[a-z0-9_]+', name_of(table)) else text(name_of(table)))]
    if table.kind == 'shared':
        out.append('shared = true')
    elif table.kind == 'bound':
        out.append('ring = ' + text(table.ring))
    elif table.kind == 'subject':
        out += ['subject = ' + _columns(table.subject_columns), 'home = ' + _home(table.home, files, rng)]
    else:
        out += _subject(table, rng)
    if table.unowned:
        out.append('unowned = ' + text(table.unowned))
    if table.never_in:
        out.append('never_in = [%s]' % ', '.join(map(text, table.never_in)))
    local = [text(k.name) for k in table.foreign_keys if k.local]
    if local:
        out.append('local = [%s]' % ', '.join(local))
    words = [c.name for c in table.columns if c.type == 'text' and callable(c.make)]
    if table.kind == 'subject' and words and rng.random() < 0.5:
        out.append('lookup = [%s]' % text(words[0]))
    public = [c.name for c in table.columns if rng.random() < 0.3]
    if public and rng.random() < 0.4:
        out.append('public = [%s]' % ', '.join(map(text, public)))
    return out


def policy(case, uris, rng):
    """The files of the policy by name: ringfence.toml, and maps of codes beside it."""
    files = {}
    out = ['[platform]', 'name = "random"']
    for ring, jurisdictions in case.rings.items():
        out += ['', '[ring.%s]' % ring, 'jurisdictions = [%s]' % ', '.join(map(text, jurisdictions)), 'database = ' + text(uris[ring])]
    for table in case.tables:
        if not table.parent:
            out += _table(table, files, rng)
    return {'ringfence.toml': '\n'.join(out) + '\n', **files}
