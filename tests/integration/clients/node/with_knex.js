// with_knex.js APP_URI MIGRATE_URI: Knex runs its migrations as a service that may, and an application's queries as one that
// serves.
const assert = require('assert');
const path = require('path');
const makeKnex = require('knex');
const { version } = require('knex/package.json');
const { tried } = require('./tried');

const [app, migrate] = process.argv.slice(2);
const test = (what, run) => tried('Knex', version, what, run);
const viewer = (client, done) => client.query("SET ringfence.viewer = 'US'", (error) => done(error, client));
const opened = (uri) => makeKnex({
  client: 'pg', connection: uri, pool: { min: 0, max: 4, afterCreate: viewer },
  migrations: { directory: path.join(__dirname, 'migrations') },
});

(async () => {
  const owner = opened(migrate), served = opened(app);
  await test('migrate.latest: its own tables, a table, a column (purpose migrate)', async () => {
    const [, names] = await owner.migrate.latest();
    assert.strictEqual(names.length, 2);
    assert.ok(await owner.schema.hasTable('badge'));
    assert.ok(await owner.schema.hasColumn('person', 'nickname'));
  });
  await test('migrate.rollback (purpose migrate)', async () => {
    await owner.migrate.rollback();
    assert.ok(!await owner.schema.hasTable('badge'));
    await owner.schema.dropTable('knex_migrations_lock').dropTable('knex_migrations');
  });
  await test('where, join, first', async () => {
    assert.strictEqual((await served('post').where({ author_id: 60 }).select('id', 'content')).length, 5);
    const row = await served('person').join('account', 'account.person_id', 'person.id').where('person.id', 60).first('person.email', 'account.balance');
    assert.strictEqual(row.email, 'p60@example.com');
  });
  await test('insert … returning, update, delete in a transaction', async () => {
    await served.transaction(async (transaction) => {
      const [made] = await transaction('post').insert({ author_id: 61, content: 'from Knex' }).returning('id');
      await transaction('post').where({ author_id: 61, id: made.id }).update({ content: 'changed' });
      assert.strictEqual(await transaction('post').where({ author_id: 61, id: made.id }).del(), 1);
    });
  });
  await Promise.all([owner.destroy(), served.destroy()]);
})();
