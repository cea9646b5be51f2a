"""Makes the source database of a case."""
import random

import ddl
import fill
import make
import odds


def _load(case):
    for statement, rows in ddl.copies(case):
        yield statement + ';\n' + rows + '\n\\.\n'


def case_of(seed, most_tables=25):
    case, maker = make.make(seed, most_tables)
    fill.Filler(case, maker).fill()
    return case


def source(cluster, database, case):
    rng = random.Random(case.seed + 1)
    cluster.fresh(database)
    script = "SET client_min_messages = warning; SET check_function_bodies = off;\n"
    script += ';\n'.join(ddl.tables(case)) + ';\n' + ''.join(_load(case))
    script += ';\n'.join(ddl.after(case) + odds.closing(case, rng)) + ';\n'
    cluster.sql(database, script)
    return script
