"""Statements of sqlsmith, made from the application's schema with a fixed seed and played through the gateway: it reads the catalogue
itself, which no gateway lets a service of another ring do. As they are they are reads of everybody; with each table taken of one person
they are transfers."""
import os
import pathlib
import re
import shutil
import subprocess

import people
from rings import GOLDEN

HERE = pathlib.Path(__file__).resolve().parent
SEED = 20261127
# Each table's rows of one person, proven as in tests/golden/statements.
OWNED = {'tag': 'SELECT * FROM tag', 'comment': 'SELECT c.* FROM post q JOIN comment c ON c.post_id = q.id WHERE q.author_id = 7',
         **{table: 'SELECT * FROM %s WHERE %s' % (table, proof) for table, proof in {
             'person': 'id = 7', 'mail': 'owner_id = 7', 'post': 'author_id = 7', 'knows': 'a = 7', 'visit': 'visitor = 7'}.items()}}
PRIVATE = [('person', column) for column in ['country', 'email', *people.PERSON]] + [
    ('post', 'draft'), ('post', 'places'), ('mail', 'body'), ('comment', 'body'), ('knows', 'since')]
TABLE = re.compile(r'\bpublic\.(\w+)( as (\w+))?')


def available():
    return shutil.which('sqlsmith')


def statements(rings, count):
    """Half with private columns, which have most of them refused, and half without. It does not quote names, and its TABLESAMPLE would
    have all refused."""
    rings.sql('us', 'CREATE DATABASE smith')
    rings.sql('us', ''.join(path.read_text() for path in (GOLDEN / 'schema.sql', HERE / 'columns.sql', HERE / 'smith.sql')), 'smith')
    made = sqlsmith(rings, count // 2)
    rings.sql('us', ''.join('ALTER TABLE %s DROP %s;' % pair for pair in PRIVATE), 'smith')
    made += sqlsmith(rings, count - count // 2)
    rings.sql('us', 'DROP DATABASE smith')
    return made


def sqlsmith(rings, count):
    target = 'host=127.0.0.1 port=%d user=postgres dbname=smith passfile=%s' % (rings.rings['us']['port'], rings.dir / 'pgpass')
    done = subprocess.run(['sqlsmith', '--target=' + target, '--seed=%d' % SEED, '--max-queries=%d' % count, '--exclude-catalog', '--dry-run'],
                          capture_output=True, text=True, env={**os.environ, 'PGOPTIONS': '-c search_path=information_schema,pg_catalog,public'})
    if done.returncode:
        raise AssertionError('sqlsmith: ' + done.stderr[-300:])
    text = re.sub(r'tablesample \w+ \([0-9.]+\)', '', done.stdout)
    return [re.sub(r'\s+', ' ', one).strip() for one in text.split(';') if one.strip()]


def everybody(sql):
    return TABLE.sub(lambda found: found[1] + (found[2] or ''), sql)


def of_one_person(sql):
    """None for what writes: it names its table, and no rows."""
    if not sql.lower().startswith('select'):
        return None
    return TABLE.sub(lambda found: '(%s) AS %s' % (OWNED[found[1]], found[3] or found[1]) if found[1] in OWNED else found[1], sql)


def both(made):
    for sql in made:
        yield 'sqlsmith', everybody(sql)
        if proven := of_one_person(sql):
            yield 'sqlsmith, of one person', proven
