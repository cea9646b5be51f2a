"""What is done to whom, and what must come of it."""
import functools
import itertools
import os
import signal
import threading
import time

from client import Client, Closed, Refused, Silence, framed
from gateway_settings import settings_reloaded
from gateways import gateway_pid

bodies = itertools.count(1)


def body():
    return 'fault-%d-%d' % (time.time_ns(), next(bodies))


def expect(what, holds):
    if not holds:
        raise AssertionError(what)


def rows_of(world, mark):
    return int(world.sql('us', "SELECT count(*) FROM post WHERE body = '%s'" % mark))


# The three ways to lose a server.
def terminate(world):
    world.sql('us', "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'web-us'")


def crash(world):
    world.restart_postgres()


def cut(world):
    world.relay.cut()
    time.sleep(0.1)
    world.relay.mend()


def insert(mark):
    return "INSERT INTO post (author_id, body) VALUES (1, '%s')" % mark


def works(session):
    answer = session.query('SELECT name FROM person WHERE id = 1')
    expect('the next transaction: %s' % answer, answer.rows == [['a']] and answer.status == 'I')


def state_e(session, answer):
    """0007: 08006, state E, only ROLLBACK is answered, and the next transaction has another server."""
    expect('told of the loss: %s' % answer, answer.sqlstate == '08006' and answer.status == 'E' and 'ring us' in answer.errors[0]['M'])
    expect('refused until the end', session.query('SELECT 1').sqlstate == '25P02')
    answer = session.query('ROLLBACK')
    expect('ROLLBACK: %s' % answer, answer.tags == ['ROLLBACK'] and answer.status == 'I')
    works(session)


# Each case was seen to fail before a gateway that was broken on purpose; "caught" says how.


# Caught: a server that was lost while idle, and is given to the next session all the same.
def idle(world, lose):
    session = world.client()
    works(session)
    lose(world)
    time.sleep(0.3)
    world.wait_for(lambda: works(world.client()) is None, 'no new session works')
    works(session)


# Caught, here and below: a session that forgets that it was in a transaction, and goes on with another server.
def idle_in_transaction(world, lose):
    session, mark = world.client(), body()
    session.run('BEGIN')
    session.run(insert(mark))
    lose(world)
    time.sleep(0.3)
    state_e(session, session.query(insert(mark)))
    expect('nothing is written', rows_of(world, mark) == 0)


def commit_of_the_lost(world, lose):
    session, mark = world.client(), body()
    session.run('BEGIN')
    session.run(insert(mark))
    lose(world)
    time.sleep(0.3)
    answer = session.query('COMMIT')
    expect('COMMIT of what is lost says so: %s' % answer, not answer.tags and answer.sqlstate == '08006' and answer.status == 'I')
    expect('nothing is written', rows_of(world, mark) == 0)


def in_postgres(world, what, source='pg_stat_activity'):
    """Waits until PostgreSQL itself says so."""
    world.wait_for(lambda: world.sql('us', 'SELECT count(*) FROM %s WHERE %s' % (source, what)) == '1', 'PostgreSQL never says: ' + what)


def sleeps(world):
    in_postgres(world, "state = 'active' AND query LIKE '%pg_sleep(30)%' AND usename = 'web-us'")


# Caught: no error in the place of an answer that will not come.
def running(world, lose):
    session, mark = world.client(), body()
    session.run('BEGIN')
    session.run(insert(mark))
    session.ask('SELECT pg_sleep(30), name FROM person WHERE id = 1')
    sleeps(world)
    lose(world)
    state_e(session, session.answer())
    expect('nothing is written', rows_of(world, mark) == 0)


# Caught: a session that goes on though its client is in a COPY that no longer is; a COPY that was refused.
def copying_in(world, lose):
    session, mark = world.client(), body()
    session.run('BEGIN')
    session.run(insert(mark))
    session.ask('COPY post (author_id, body) FROM STDIN')
    answer = session.answer('G')
    expect('the COPY begins: %s' % answer, answer.copies_in)
    session.send(framed('d', ('1\t%s\n' % mark).encode()))
    in_postgres(world, "relid = 'post'::regclass AND tuples_processed = 1", 'pg_stat_progress_copy')
    lose(world)
    answer = session.answer()
    expect('what a copy is told: %s' % answer, answer.closed and answer.sqlstate == '08006' and answer.errors[0]['S'] == 'FATAL')
    expect('nothing is written', rows_of(world, mark) == 0)
    works(world.client())


# Caught: an error that is said in the middle of a row.
def reading_a_result(world, lose):
    session = world.client()
    session.ask("SELECT repeat('x', 1000), name FROM person, generate_series(1, 300000) WHERE person.id = 1")
    expect('a first row', session.message()[0] == 'T' and session.message()[0] == 'D')
    lose(world)
    answer = session.answer()
    expect('an end that cannot be mistaken: %s' % answer, not answer.tags and (answer.closed or answer.sqlstate == '08006'))
    if not answer.closed:
        works(session)


# Caught: an error for each of the answers that will not come.
def pipelined(world, lose):
    session, mark = world.client(), body()
    session.send(Client.extended(insert(mark)) * 2 + Client.extended('SELECT pg_sleep(30), name FROM person WHERE id = 1') +
                 Client.extended(insert(mark)) + framed('S'))
    sleeps(world)
    lose(world)
    answer = session.answer()
    expect('one error and one end: %s' % answer, [e['C'] for e in answer.errors] == ['08006'] and answer.status == 'I')
    works(session)
    expect('nothing is written', rows_of(world, mark) == 0)


# Caught: another SQLSTATE where no server can be reached.
def logging_in(world):
    world.relay.cut()
    try:
        for _ in range(3):  # the first may still be told of the server that was lost, and not that there is none
            try:
                session = world.client()
            except Refused as refused:
                expect('who cannot be let in: %s' % refused, refused.sqlstate in ('08006', '57P03'))
            else:
                for sql in ('SELECT name FROM person WHERE id = 1', 'SELECT name FROM tag WHERE id = 1'):  # no directory, no server
                    answer = session.query(sql)
                    expect('%s: %s' % (sql, answer), answer.sqlstate == '08006')
    finally:
        world.relay.mend()
    world.wait_for(lambda: works(world.client()) is None, 'no login after the link is back')


# Caught: a COMMIT that is acknowledged though its server was lost.
def under_load(world):
    """Every commit that was acknowledged is there; what failed was said in words of a lost server."""
    marks, said, ends = [], set(), threading.Event()

    def load():
        session = None
        while not ends.is_set():
            mark = body()
            try:
                session = session or world.client()
                for sql in ('BEGIN', insert(mark), 'COMMIT'):
                    answer = session.query(sql)
                    if answer.errors or answer.closed:
                        said.add(answer.sqlstate or 'closed')
                        if answer.closed:
                            session = None
                        elif answer.status != 'I':
                            session.query('ROLLBACK')
                        break
                else:
                    marks.append(mark)
            except (Refused, Closed, OSError) as error:
                said.add(getattr(error, 'sqlstate', 'closed'))
                session = None
                time.sleep(0.05)

    threads = [threading.Thread(target=load) for _ in range(8)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    world.restart_postgres()
    before = len(marks)
    time.sleep(3)
    ends.set()
    for thread in threads:
        thread.join()
    there = set(world.sql('us', "SELECT body FROM post WHERE body LIKE 'fault-%'").split())
    expect('%d acknowledged commits are lost' % len(set(marks) - there), set(marks) <= there)
    expect('work goes on after the restart (%d before, %d after)' % (before, len(marks)), before > 20 and len(marks) > before + 20)
    expect('said meanwhile: %s' % said, said <= {'08006', '57P01', '57P02', '57P03', '25P02', 'closed'})


# Caught: statements that run outside the transaction that the client began.
def killed_gateway(world):
    session, mark = world.client(), body()
    session.run('BEGIN')
    session.run(insert(mark))
    world.process.kill()
    world.process.wait()
    expect('the client sees it', session.query('SELECT 1').closed)
    world.wait_for(lambda: world.sql('us', "SELECT count(*) FROM pg_stat_activity WHERE usename = 'web-us' AND state <> 'idle'") == '0', 'a server stays busy')
    expect('no prepared transaction stays', world.sql('us', 'SELECT count(*) FROM pg_prepared_xacts') == '0')
    world.serve()
    works(world.client())
    expect('nothing is written', rows_of(world, mark) == 0)


# Caught: a drain that ends a transaction, and one that leaves who is idle alone.
def drained(world):
    session, other, mark = world.client(), world.client(), body()
    works(other)
    session.run('BEGIN')
    session.run(insert(mark))
    world.process.send_signal(signal.SIGTERM)
    answer = other.answer()
    expect('who is idle is sent away: %s' % answer, answer.closed and answer.sqlstate == '57P01')
    try:
        world.client()
        raise AssertionError('a new session was let in')
    except Refused as refused:
        expect('refused: %s' % refused, refused.sqlstate == '57P01')
    except (OSError, Closed):
        pass
    session.run(insert(mark))
    session.ask('COMMIT')
    answer = session.answer()
    expect('the transaction ends as it wants: %s' % answer, answer.tags == ['COMMIT'])
    answer = session.answer()
    expect('then its session too: %s' % answer, answer.closed and answer.sqlstate == '57P01')
    expect('the gateway ends well', world.process.wait(10) == 0)
    expect('both rows are there', rows_of(world, mark) == 2)
    world.serve()


def reloaded(world):
    """A second purpose makes statements that say none refused. A policy that cannot be read is not taken. Caught: a reload that does
    nothing; a gateway that ends over a policy that it cannot read."""
    text, session, busy, mark = world.serve_policy.read_text(), world.client(), world.client(), body()
    busy.run('BEGIN')
    busy.run(insert(mark))

    def reload(policy):
        world.serve_policy.write_text(policy)
        world.process.send_signal(signal.SIGHUP)
    try:
        failures = world.log_lines('reload failed')
        reload(text.replace('subject = "author_id"', 'subject = author_id'))
        world.wait_for(lambda: world.log_lines('reload failed') > failures, 'a policy that cannot be read is not complained about')
        works(session)
        reload(text.replace('purposes = ["serve"]', 'purposes = ["serve", "feed"]'))
        world.wait_for(lambda: session.query('SELECT name FROM person WHERE id = 1').sqlstate == '42501', 'the new policy has no effect', 8)
        session.run("SET ringfence.purpose = 'serve'")
        works(session)
        session.run('RESET ringfence.purpose')
        answer = busy.query('COMMIT')
        expect('the transaction went on: %s' % answer, answer.tags == ['COMMIT'] and rows_of(world, mark) == 1)
    finally:
        reload(text)
    world.wait_for(lambda: works(session) is None, 'the old policy does not come back', 8)


# Caught: every home taken for this ring.
def of_another_ring(world):
    session = world.client()
    world.wait_for(lambda: session.query('SELECT name FROM person WHERE id = 3').sqlstate == '42501', 'a person of ring eu is not found there')
    answer = session.query('SELECT name FROM person WHERE id = 3')
    expect('it names the ring and the rule: %s' % answer, 'ring eu' in answer.errors[0]['M'] and '[[transfer]] from = "eu" to = "us"' in answer.errors[0]['H'])


# Caught: a ring that does not answer taken for one that knows nobody.
def peer_down(world):
    session = world.client()
    gateway = gateway_pid(world.dir, 'eu')
    signal_to(gateway, signal.SIGKILL)
    answer = session.query('SELECT name FROM person WHERE id = 77')
    expect('who is not known, and ring eu is away: %s' % answer, answer.sqlstate == '08006' and 'eu' in answer.errors[0]['M'])
    works(session)
    world.ringfence('up')
    world.wait_for(lambda: session.query('SELECT name FROM person WHERE id = 77').tags == ['SELECT 0'], 'ring eu is not asked again')


# Caught: an `up` that takes every gateway for one that runs.
def killed_gateway_of_up(world):
    port = world.rings['us']['gateway_port']
    session = world.client(port)
    works(session)
    session.run('BEGIN')
    signal_to(gateway_pid(world.dir, 'us'), signal.SIGKILL)
    expect('the client sees it', session.query('SELECT 1').closed)
    world.ringfence('up')
    world.wait_for(lambda: works(world.client(port)) is None, 'up did not bring the gateway back')


def cold_pool(world):
    """Sessions that are in before there is one server, all asking at once, each again and again. Caught: a session that is granted a
    server, and does not read on."""
    world.process.kill()
    world.process.wait()
    world.serve()
    sessions = [world.client() for _ in range(8)]
    for turn in range(50):
        for session in sessions:
            session.ask('SELECT name FROM person WHERE id = 1')
        for number, session in enumerate(sessions):
            try:
                answer = session.answer()
            except Silence:
                raise AssertionError('session %d is never answered, turn %d' % (number, turn)) from None
            expect('each is answered: %s' % answer, answer.rows == [['a']])


def signal_to(process, number):
    os.kill(process, number)


def all_of(world):
    for where in (idle, idle_in_transaction, commit_of_the_lost, running, copying_in, reading_a_result, pipelined):
        for lose in (terminate, crash, cut):
            yield '%s, %s' % (where.__name__, lose.__name__), functools.partial(where, world, lose)
    for case in (cold_pool, logging_in, under_load, killed_gateway, drained, reloaded, settings_reloaded, of_another_ring, peer_down, killed_gateway_of_up):
        yield case.__name__, functools.partial(case, world)
