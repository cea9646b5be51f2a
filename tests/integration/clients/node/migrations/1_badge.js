exports.up = (knex) => knex.schema.createTable('badge', (table) => {
  table.increments('id');
  table.bigInteger('person_id').notNullable().references('id').inTable('person').onDelete('CASCADE');
  table.string('name', 40).notNullable();
  table.enu('level', ['bronze', 'silver', 'gold'], { useNative: true, enumName: 'badge_level' });
  table.timestamps(true, true);
  table.unique(['person_id', 'name']);
});
exports.down = (knex) => knex.schema.dropTable('badge').raw('DROP TYPE badge_level');
