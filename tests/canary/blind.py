"""What a reader can tell without being told a value. Ring eu's private values and hidden rows are all changed, and what readers of
ring us are answered has to stay what it was: a question whose answer changed has asked about them, be it for one bit."""
import attacks
import people
import styles
from client import Refused

KEYS = {'person': 'id', 'post': 'id', 'mail': 'id', 'comment': 'id', 'knows': 'a', 'account': "substr(holder, 2)", 'note': 'id', '日记': '"编号"',
        'Per son': '"Id"', 'visit': 'at', 'vault': 'id'}
POSITIONS = ['gateway, home-us of ring us for feed', 'gateway, world-us of ring us for feed', 'direct, transfer of ring us for feed',
             'peer, home-us of ring us for feed']


def change(rings, rows):
    """Every canary of ring eu becomes that of `rows`. The rows stay in the order of their keys, which an answer may depend on."""
    said = ['UPDATE public.%s SET %s = %s WHERE %s = %s' % (
        people.quoted(canary.table), people.quoted(canary.column), canary.sql, KEYS[canary.table] + '::text', "'%s'" % canary.key)
        for canary in rows.canaries if canary.ring == 'eu']
    rings.sql('eu', ';'.join(said) + ';' + ';'.join('CLUSTER public.%s USING %s' % (people.quoted(table), people.quoted(table + '_pkey'))
                                                    for table in KEYS if table not in ('visit',)))


def answers(position, statements, tally):
    """What each is answered: its messages, in no order."""
    session, given = attacks.Session(position, tally), []
    for _, sql in statements:
        try:
            answer = session.attack('simple', sql)
        except Refused:
            session.client, answer = None, None
        given.append(answer and sorted(answer.messages))
    session.close()
    return given


def follows(rings, otherwise, reads, tally):
    """Of the questions that were answered otherwise those whose answers go with the rows, back and forth: a statistic that just
    happened to move in between (gateways look into their databases all the time) does not go back."""
    for rows, which in ((rings.rows, 2), (people.Rows('b'), 3)) if otherwise else ():
        change(rings, rows)
        given = {position: answers(position, reads, tally) for position in {one[0] for one in otherwise}}
        otherwise = [one for one in otherwise if given[one[0]][one[1]] == one[which]]
    return [one[:2] for one in otherwise]


def look(rings, positions, statements, tally):
    """(questions that were compared, those that were answered otherwise)."""
    chosen = [position for position in positions if str(position) in POSITIONS and position.owner in ('*', 'eu')]
    reads = [(channel, sql) for channel, sql in statements if styles.reads(sql) and ';' not in sql]
    compared = 0
    change(rings, rings.rows)
    first = {position: [answers(position, reads, tally) for _ in range(2)] for position in chosen}
    change(rings, people.Rows('b'))
    otherwise = []
    for position in chosen:
        for number, (one, two, after) in enumerate(zip(*first[position], answers(position, reads, tally))):
            if one == two:  # what differs by itself, such as a clock or a statistic of ring us, tells nothing
                compared += 1
                if after != two:
                    otherwise.append((position, number, two, after))
    told = ['%s: %s: %s' % (position, *reads[number]) for position, number in follows(rings, otherwise, reads, tally)]
    change(rings, rings.rows)
    return compared, told
