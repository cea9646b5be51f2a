exports.up = (knex) => knex.schema.alterTable('person', (table) => {
  table.string('nickname');
  table.index(['nickname'], 'person_nickname');
});
exports.down = (knex) => knex.schema.alterTable('person', (table) => table.dropColumn('nickname'));
