"""A random database as a value: what was made, and where each of its rows must be in the end. Knows nothing of Ringfence's code."""
from dataclasses import dataclass, field


@dataclass
class Column:
    name: str
    type: str
    make: object = None           # rng -> text or None; nothing: filled by whoever made the column
    not_null: bool = False
    default: str = ''
    generated: str = ''           # an expression
    identity: str = ''            # ALWAYS, BY DEFAULT
    serial: bool = False
    collate: str = ''
    late: bool = False            # added after the rows, with its default


@dataclass
class ForeignKey:
    name: str
    columns: list
    to: object
    to_columns: list
    options: str = ''
    anchor: bool = False
    local: bool = False
    declared: bool = True         # False: only the data says so


@dataclass
class Partitioning:
    method: str                   # list, range, hash
    column: str
    parts: list                   # (table name, bound, sub-Partitioning or None, attached with another column order)


@dataclass
class Table:
    schema: str
    name: str
    kind: str                     # subject, owned, shared, bound
    columns: list = field(default_factory=list)
    rid: str = ''                 # the column that numbers rows for the oracle
    key: list = field(default_factory=list)   # column names; empty: no key at all
    key_form: str = 'primary'     # primary, unique, index
    foreign_keys: list = field(default_factory=list)
    partitioning: object = None
    parent: object = None         # by INHERITS
    children: list = field(default_factory=list)
    unlogged: bool = False
    ring: str = ''                # of a bound table
    subject_columns: list = field(default_factory=list)
    unowned: str = ''
    never_in: list = field(default_factory=list)
    home: object = None           # of a subject table
    say_subject: str = 'columns'  # how the policy says it: columns, path, nothing
    rows: list = field(default_factory=list)
    dropped: list = field(default_factory=list)  # positions where a dropped column was
    odds: dict = field(default_factory=dict)     # constraints, triggers … of ddl.py

    def column(self, name):
        return next(c for c in self.columns if c.name == name)

    @property
    def anchor(self):
        return next((f for f in self.foreign_keys if f.anchor), None)

    @property
    def personal(self):
        return self.kind in ('subject', 'owned')

    def root(self):
        table = self
        while table.kind == 'owned':
            table = table.anchor.to
        return table


@dataclass
class Home:
    form: str                     # plain, codes, path
    column: str                   # of the subject table: the value, or the foreign key to the first table
    path: list = field(default_factory=list)     # column names, the last one holds the value
    tables: list = field(default_factory=list)   # the shared tables passed through
    codes: dict = field(default_factory=dict)
    otherwise: str = ''


@dataclass
class Row:
    values: dict
    ring: str = ''                # '*': every ring; '' : nowhere (left behind)
    astray: bool = False          # its own home says nothing: a person has to


@dataclass
class Case:
    seed: int
    rings: dict                   # name -> jurisdictions as written
    schemas: list
    extensions: dict              # name -> schema
    tables: list
    place: str = ''               # what a person will say of astray rows: a code or leave; nothing: there are none
    statements: list = field(default_factory=list)      # before the tables (types …)
    closing: list = field(default_factory=list)         # after everything (views, functions …)
