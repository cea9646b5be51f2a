// with_pg.js APP_URI MIGRATE_URI: node-postgres.
const assert = require('assert');
const { Client, Pool } = require('pg');
const { version } = require('pg/package.json');
const { tried } = require('./tried');

const [app, migrate] = process.argv.slice(2);
const test = (what, run) => tried('node-postgres', version, what, run);
const connected = async (uri, run) => {
  const client = new Client({ connectionString: uri });
  await client.connect();
  try {
    await client.query("SET ringfence.viewer = 'US'");
    await run(client);
  } finally {
    await client.end();
  }
};
const code = async (promise) => promise.then(() => 'none', (error) => error.code);

(async () => {
  await test('simple queries and parameters', () => connected(app, async (client) => {
    assert.strictEqual((await client.query('SELECT balance FROM account WHERE person_id = 50')).rows.length, 1);
    assert.strictEqual((await client.query('SELECT id FROM post WHERE author_id = $1', [50])).rows.length, 5);
  }));
  await test('named statements', () => connected(app, async (client) => {
    for (let i = 1; i <= 20; i++) {
      const found = await client.query({ name: 'read', text: 'SELECT person_id FROM account WHERE person_id = $1', values: [i] });
      assert.strictEqual(found.rows[0].person_id, String(i));
    }
  }));
  await test('a pool of 20, 400 queries', async () => {
    const pool = new Pool({ connectionString: app, max: 20 });
    const all = await Promise.all(Array.from({ length: 400 }, (_, i) => pool.query(
      { name: 'read', text: 'SELECT person_id FROM account WHERE person_id = $1', values: [1 + i] })));
    await pool.end();
    all.forEach((found, i) => assert.strictEqual(found.rows[0].person_id, String(1 + i)));
  });
  await test('transactions, an error in them', () => connected(app, async (client) => {
    await client.query('BEGIN');
    await client.query('UPDATE account SET balance = balance + 1 WHERE person_id = $1', [51]);
    assert.strictEqual(await code(client.query('INSERT INTO account (person_id) VALUES ($1)', [51])), '23505');
    assert.strictEqual(await code(client.query('SELECT balance FROM account WHERE person_id = $1', [51])), '25P02');
    assert.strictEqual((await client.query('COMMIT')).command, 'ROLLBACK');
    await client.query('SELECT balance FROM account WHERE person_id = $1', [51]);
  }));
  await test('INSERT … RETURNING', () => connected(app, async (client) => {
    await client.query('BEGIN');
    const made = await client.query('INSERT INTO post (author_id, content) VALUES ($1, $2) RETURNING id', [52, 'from Node']);
    assert.ok(made.rows[0].id);
    await client.query('ROLLBACK');
  }));
  await test('LISTEN and NOTIFY (purpose migrate)', () => connected(migrate, async (client) => {
    const heard = new Promise((resolve, reject) => {
      client.on('notification', (message) => resolve(message.payload));
      setTimeout(() => reject(new Error('nothing heard')), 5000).unref();
    });
    await client.query('LISTEN there');
    await connected(migrate, (other) => other.query("NOTIFY there, 'hello'"));
    assert.strictEqual(await heard, 'hello');
  }));
})();
