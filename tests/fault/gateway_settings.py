"""gateway.toml read again: what changes, what is kept until a restart, and that a file with errors changes nothing."""
import signal


def expect(what, holds):
    if not holds:
        raise AssertionError(what)


def rewritten(world, *changes):
    text = world.settings.read_text()
    for before, after in changes:
        expect('the settings have %s' % before, before in text)
        text = text.replace(before, after)
    world.settings.write_text(text)
    world.process.send_signal(signal.SIGHUP)


def logged(world, words, since):
    return words in (world.root / 'gateway.log').read_text()[since:]


def settings_reloaded(world):
    kept = world.settings.read_text()
    since = len((world.root / 'gateway.log').read_text())
    session = world.client()
    try:
        rewritten(world, ('[time]', '[time]\nidle_in_transaction = "300ms"'), ('listen = ["127.0.0.1:', 'listen = ["127.0.0.1:1", "127.0.0.1:'))
        world.wait_for(lambda: logged(world, 'setting kept until a restart key="listen"', since), 'that listen is kept is not said', 8)
        idle_in_transaction_too_long(world, session)
        since = len((world.root / 'gateway.log').read_text())
        rewritten(world, ('"300ms"', '"soon"'), ('[pool]', '[pool]\nservers = 0'))
        for words in ('idle_in_transaction \\"soon\\" is no duration', 'servers is 0'):
            world.wait_for(lambda words=words: logged(world, words, since), 'the log does not say: ' + words, 8)
        idle_in_transaction_too_long(world, world.client())
    finally:
        world.settings.write_text(kept)
        world.process.send_signal(signal.SIGHUP)
    world.wait_for(lambda: logged(world, 'knows', since), 'the old settings do not come back', 8)


def idle_in_transaction_too_long(world, session):
    """As PostgreSQL's own timeout has it; what the transaction did is undone, and its locks are gone."""
    session.run('BEGIN')
    session.run("UPDATE person SET name = 'idle' WHERE id = 1")
    answer = session.answer()
    expect('it ends: %s' % answer, answer.closed and answer.sqlstate == '25P03')
    other = world.client()
    other.run("BEGIN; SET LOCAL lock_timeout = '5s'; UPDATE person SET name = 'a' WHERE id = 1; COMMIT")
    expect('nothing of it is there', world.sql('us', 'SELECT name FROM person WHERE id = 1') == 'a')
