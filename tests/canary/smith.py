"""Statements of sqlsmith, made from the application's schema with a fixed seed and played through the gateway: it reads the catalogue
itself, which no gateway lets a service of another ring do. As they are they are reads of everybody; with each table taken of one person
they are transfers."""
import pathlib
import re
import shutil
import subprocess

from rings import GOLDEN

HERE = pathlib.Path(__file__).resolve().parent
SEED = 20261127
# What proves a table's rows to be one person's, by tests/golden/statements.
OWNED = {'person': 'id = 7', 'mail': 'owner_id = 7', 'post': 'author_id = 7', 'knows': 'a = 7', 'visit': 'visitor = 7', 'visit_old': 'visitor = 7',
         'visit_new': 'visitor = 7', 'account': "tenant = 'y' AND holder = 'h7'", 'note': "tenant = 'y' AND holder = 'h7'"}
TABLE = re.compile(r'\bpublic\.(\w+)( as (\w+))?')


def available():
    return shutil.which('sqlsmith')


def statements(rings, count):
    """`count` of them. It does not quote names, and its TABLESAMPLE would have all refused."""
    rings.sql('us', 'CREATE DATABASE smith')
    rings.sql('us', (GOLDEN / 'schema.sql').read_text() + (HERE / 'columns.sql').read_text() + 'DROP TABLE "Per son", "日记", vault, setting;', 'smith')
    target = 'host=127.0.0.1 port=%d user=postgres dbname=smith passfile=%s' % (rings.rings['us']['port'], rings.dir / 'pgpass')
    done = subprocess.run(['sqlsmith', '--target=' + target, '--seed=%d' % SEED, '--max-queries=%d' % count, '--exclude-catalog', '--dry-run'],
                          capture_output=True, text=True)
    rings.sql('us', 'DROP DATABASE smith')
    if done.returncode:
        raise AssertionError('sqlsmith: ' + done.stderr[-300:])
    text = re.sub(r'tablesample \w+ \([0-9.]+\)', '', done.stdout)
    return [re.sub(r'\s+', ' ', one).strip() for one in text.split(';') if one.strip()]


def everybody(sql):
    return TABLE.sub(lambda found: found[1] + (found[2] or ''), sql)


def of_one_person(sql):
    """None for what only writes, and for a table of which no row is anybody's."""
    if not sql.lower().startswith('select') or 'public.comment' in sql:
        return None

    def table(found):
        name, alias = found[1], found[3] or found[1]
        return '(SELECT * FROM %s%s) AS %s' % (name, ' WHERE ' + OWNED[name] if name in OWNED else '', alias)
    return TABLE.sub(table, sql)


def both(made):
    for sql in made:
        yield 'sqlsmith', everybody(sql)
        if proven := of_one_person(sql):
            yield 'sqlsmith, of one person', proven
