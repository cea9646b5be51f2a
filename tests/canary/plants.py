"""Leaks made on purpose, each of which the search has to find at every place that it passes: a test that finds nothing says nothing
unless it is known to find something. A superuser of ring eu makes a wrong view; whoever of ring us may read it reads it."""
import attacks
import blind
import people
import places
import styles
from judge import judge
from search import Search

OWNER = 3  # of ring eu; no attacker knows its email
EMAIL = "convert_to(email, 'UTF8')"
ENCODINGS = {
    'text': 'email', 'a piece of text': 'substr(email, 6, 15)', 'text in upper case': 'upper(email)', 'text backwards': 'reverse(email)',
    'hexadecimal': "encode(%s, 'hex')" % EMAIL, 'HEXADECIMAL': "upper(encode(%s, 'hex'))" % EMAIL, 'md5': 'md5(email)',
    'sha256': "encode(sha256(%s), 'hex')" % EMAIL,
    **{'base64, alignment %d' % n: "encode(convert_to('%s' || left(email, 24), 'UTF8'), 'base64')" % ('-' * n) for n in range(3)},
    'utf-16-le in hexadecimal': "regexp_replace(encode(%s, 'hex'), '(..)', '\\100', 'g')" % EMAIL,
    'utf-16-be in hexadecimal': "regexp_replace(encode(%s, 'hex'), '(..)', '00\\1', 'g')" % EMAIL}
RAW = {'utf-16-le': "decode(regexp_replace(encode(%s, 'hex'), '(..)', '\\100', 'g'), 'hex')" % EMAIL,
       'utf-16-be': "decode(regexp_replace(encode(%s, 'hex'), '(..)', '00\\1', 'g'), 'hex')" % EMAIL,
       'bytes of a number': 'int8send(number)'}
BINARY = {'numeric', 'bigint', 'float8', 'date', 'timestamptz', 'uuid', 'bytea', 'bigints'}


class Plants:
    def __init__(self, rings, positions):
        self.rings = rings
        self.tally = attacks.Tally()
        self.found = self.made = 0
        self.missed = []
        at = {str(position): position for position in positions if position.owner in ('*', 'eu')}
        self.transfer = at['gateway, home-us of ring us for feed']
        self.world = at['gateway, world-us of ring us for feed']
        self.direct = at['direct, transfer of ring us for feed']
        self.peer = at['peer, home-us of ring us for feed']
        self.taps = {self.transfer: ['gateway.us', 'link.us.eu'], self.world: ['gateway.us', 'link.us.eu', 'fdw.us'], self.direct: ['direct.us.eu'],
                     self.peer: ['peer.us.eu']}
        self.of = {}
        for canary in rings.rows.canaries:
            if canary.ring == 'eu':
                self.of.setdefault((canary.table, canary.column), []).append(canary)

    def view(self, table, shown, rest='NULL', tail=''):
        """The view by which ring us reads a table, made anew: `shown` are columns and expressions, the others are `rest`."""
        schema, source = 'transfer_us_feed', people.quoted(table)
        columns = self.rings.sql('eu', "SELECT quote_ident(attname) || '|' || format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = "
                                 "'%s.%s'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum" % (schema, source)).splitlines()
        items = []
        for name, kind in (line.split('|') for line in columns):
            value = shown.get(name) or (name if rest == 'real' else 'NULL')
            items.append('(%s)::%s AS %s' % (value, kind, name))
        self.rings.sql('eu', 'CREATE OR REPLACE VIEW %s.%s AS SELECT %s FROM public.%s %s; ALTER VIEW %s.%s OWNER TO postgres' % (
            schema, source, ', '.join(items), source, tail, schema, source))

    def read(self, position, style, sql):
        session = attacks.Session(position, self.tally)
        session.say(*styles.in_style(style, sql))
        session.close()

    def expect(self, what, canaries, taps, marks, form=''):
        """At each tap one of these, in a form that is called like that, and judged to be a leak."""
        search = Search(canaries)
        for tap in taps:
            found = [one for path, data in marks.since(tap) for one in search.bytes(data, str(path))]
            self.count('%s, at %s' % (what, tap), [one for one in found if form in one.form and judge(one.where, one.canary) == 'leak'])
        search.close()

    def leak(self, what, position, style, sql, canaries, form='', taps=None):
        marks = places.Marks(self.rings)
        self.read(position, style, sql)
        self.expect('%s, read as %s' % (what, position), canaries, taps or self.taps[position], marks, form)

    def one_person(self, column):
        return [canary for canary in self.of['person', column] if canary.row == str(OWNER)]

    def everywhere(self, what, canaries, style='simple', form=''):
        for position in (self.transfer, self.world, self.direct, self.peer):
            sql = 'SELECT * FROM person' if position is self.world else 'SELECT * FROM person WHERE id = %d' % OWNER
            self.leak(what, position, style, sql, canaries, form)

    def encodings(self):
        for how, expression in ENCODINGS.items():
            self.view('person', {'id': 'id', 'first_name': expression})
            self.everywhere(how, self.one_person('email'), form=how.split(' in hex')[0].replace('HEXADECIMAL', 'HEX').replace('a piece of ', ''))
        for how, expression in RAW.items():
            self.view('person', {'id': 'id', 'face': expression})
            self.everywhere(how, self.one_person('number' if 'number' in how else 'email'))
            self.everywhere(how + ', binary', self.one_person('number' if 'number' in how else 'email'), 'extended, binary')

    def types(self):
        self.view('person', {}, 'real')
        for style in ('extended', 'extended, binary'):
            for position in (self.transfer, self.world, self.direct, self.peer):
                marks = places.Marks(self.rings)
                self.read(position, style, 'SELECT * FROM person' + ('' if position is self.world else ' WHERE id = %d' % OWNER))
                for column, kind in people.PERSON.items():
                    exact = position is not self.world and style.endswith('binary') and kind in BINARY
                    self.expect('%s, %s' % (column, style), self.one_person(column), self.taps[position], marks, 'binary' if exact else '')

    def ways(self):
        """Every style from every position."""
        self.view('person', {'id': 'id', 'first_name': 'email', 'memo': 'memo'})
        for style in styles.STYLES:
            if style == 'cursors':  # which no border lets pass
                for position in (self.world, self.direct):
                    self.leak(style, position, style, 'SELECT * FROM person', self.one_person('email'))
            else:
                self.everywhere(style, self.one_person('email'), style)

    def messages(self):
        """What is no row: errors, notices, notifications, settings that PostgreSQL tells."""
        one = self.one_person('memo')
        self.view('person', {'id': 'id', 'first_name': '(memo::int)::text'})
        self.everywhere('an error', one)
        body = {'notice': "RAISE NOTICE '%', value", 'notification': "PERFORM pg_notify('canary', value)", 'setting': "PERFORM set_config('application_name', value, false)",
                'detail': "RAISE EXCEPTION 'no' USING DETAIL = value", 'hint': "RAISE EXCEPTION 'no' USING HINT = value"}
        for what, does in body.items():
            self.rings.sql('eu', "CREATE OR REPLACE FUNCTION public.tell_%s(value text) RETURNS text LANGUAGE plpgsql SECURITY DEFINER AS "
                           "$$ BEGIN %s; RETURN 'x'; END $$; GRANT EXECUTE ON FUNCTION public.tell_%s(text) TO PUBLIC" % (what, does, what))
            self.view('person', {'id': 'id', 'first_name': 'public.tell_%s(memo)' % what})
            if what in ('notification', 'setting'):
                self.leak('a ' + what, self.direct, 'simple', 'LISTEN canary; SELECT * FROM person WHERE id = %d' % OWNER, one)
            else:
                for position in (self.transfer, self.direct, self.peer):
                    self.leak('a ' + what, position, 'simple', 'SELECT * FROM person WHERE id = %d' % OWNER, one)

    def rows(self):
        """A row that should be hidden, and a condition that is asked about it before it is."""
        hidden = [canary for canary in self.of['post', 'content'] if canary.row == '%d' % (OWNER * 10 + 1)]
        self.rings.sql('eu', "CREATE FUNCTION public.costly(int) RETURNS boolean LANGUAGE plpgsql COST 100000 AS 'BEGIN RETURN $1 = 0; END'; "
                       "GRANT EXECUTE ON FUNCTION public.costly(int) TO PUBLIC; ALTER VIEW transfer_us_feed.post RESET (security_barrier)")
        self.view('post', {}, 'real', 'WHERE public.costly(score)')
        for position in (self.transfer, self.direct, self.peer):
            self.leak('a view without its barrier', position, 'simple',
                      "SELECT id FROM post WHERE author_id = %d AND content NOT LIKE 'post%%' AND content::int = 1" % OWNER, self.of['post', 'content'])
        self.view('post', {}, 'real')
        for position in (self.transfer, self.direct, self.peer):
            self.leak('a row filter left out', position, 'simple', 'SELECT content FROM post WHERE author_id = %d' % OWNER, hidden)
        self.leak('a row filter left out', self.world, 'simple', 'SELECT content FROM post', hidden)

    def questions(self):
        """A ring's own value in what it asks: its own world view passes a private column off as one that may leave."""
        own = [canary for canary in self.rings.rows.canaries if (canary.ring, canary.table, canary.column, canary.row) == ('us', 'person', 'memo', '1')]
        columns = self.rings.sql('us', "SELECT string_agg(CASE attname WHEN 'first_name' THEN 'memo::text AS first_name' ELSE quote_ident(attname) END, ', ' "
                                 "ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'world_feed.person'::regclass AND attnum > 0")
        self.rings.sql('us', 'ALTER VIEW world_feed.person RENAME TO real; CREATE VIEW world_feed.person AS SELECT %s FROM world_feed.real; '
                       'GRANT SELECT ON world_feed.person TO world_feed' % columns.strip())
        links = ['link.us.eu', 'link.us.cn', 'fdw.us']
        for what, taps, sql in (('a sub-select', links, 'SELECT id FROM person WHERE first_name = (SELECT max(first_name) FROM person WHERE id = 1)'),
                                ('an outer row', ['fdw.us'], 'SELECT (SELECT count(*) FROM person p WHERE p.first_name = o.first_name) FROM person o WHERE o.id = 1')):
            self.leak("a ring's own value in a question, by " + what, self.world, 'simple', sql, own, taps=taps)
        self.rings.sql('us', 'DROP VIEW world_feed.person; ALTER VIEW world_feed.real RENAME TO person')

    def bits(self):
        """No value, and yet something that a value decides."""
        self.view('person', {'id': 'id', 'first_name': 'hashtext(memo)::text'})
        told = blind.look(self.rings, [self.transfer, self.world, self.direct, self.peer], [('planted', 'SELECT first_name FROM person WHERE id = 7')], self.tally)[1]
        for position in (self.transfer, self.world, self.direct, self.peer):
            self.count('an answer that hidden values decide, read as %s' % position, [one for one in told if one.startswith(str(position))])

    def files(self):
        """Beside the links: logs, ledgers, pages, data directories."""
        canary = self.one_person('token')[0]
        value = canary.sql.strip("'")
        self.rings.sql('eu', "DO $$ BEGIN RAISE LOG 'canary %', (SELECT memo FROM person WHERE id = 3); END $$")
        self.rings.sql('us', "CREATE TABLE stray AS SELECT '%s'::uuid AS token; CHECKPOINT" % value)
        with open(self.rings.dir / 'eu' / 'gateway.log', 'a') as file:
            file.write('a value %s\n' % value)
        planted = self.rings.dir / 'eu' / 'ledger' / 'log' / 'tile' / '0' / '255'
        planted.parent.mkdir(parents=True, exist_ok=True)
        planted.write_bytes(value.encode() * 10)
        planted.chmod(0o644)
        places.fetch(self.rings)
        search = Search([canary, *self.one_person('memo')], 8)
        for ring, what in (('eu', 'server log'), ('us', 'data directory'), ('eu', 'gateway log'), ('eu', 'ledger')):
            self.count('%s of ring %s' % (what, ring), search.files(places.files(self.rings, ring, what))[1])
        self.count('the pages of a gateway', search.files([self.rings.records / 'http.eu.*.pages'])[1])
        search.close()

    def count(self, what, found):
        self.made += 1
        self.found += bool(found)
        self.missed += [] if found else [what]

    def run(self):
        for part in (self.encodings, self.types, self.ways, self.messages, self.rows, self.questions, self.bits, self.files):
            part()
