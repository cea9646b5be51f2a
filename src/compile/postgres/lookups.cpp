// What subjects at home may be found by: hashes under the ring's own key, and under those that it shares with each
// peer.
#include <fmt/format.h>

#include "compile/postgres/walls_parts.h"
#include "pg/quote.h"

namespace ringfence::compile::building {

namespace {

// Of one column, by a key of `from`; a ring of its own has the newest key only, peers every one that was agreed on.
std::string insert_lookup(const Site& site, const Placement& subject, const std::string& column, std::string_view row,
                          const std::string& from) {
  const std::string value = fmt::format("{}.{}", row, pg::quote_identifier(column));
  return fmt::format(
      "INSERT INTO ringfence.lookup (subject_table, column_name, key_version, hash, subject) SELECT {}, {}, k.version, "
      "{}, {}"
      " FROM {} WHERE k.version = (SELECT pg_catalog.max(version) FROM ringfence.lookup_key) AND {} IS NOT NULL"
      " ON CONFLICT DO NOTHING",
      pg::quote_literal(policy::to_text(subject.rule->name)), pg::quote_literal(column),
      lookup_hash(site.catalogue, value, "k"), subject_text(subject, row), from, value);
}

std::string insert_peer_lookup(const Site& site, const Placement& subject, const std::string& column,
                               std::string_view row, const std::string& from) {
  const std::string value = fmt::format("{}.{}", row, pg::quote_identifier(column));
  return fmt::format(
      "INSERT INTO ringfence.lookup_peer (ring, subject_table, column_name, key_version, hash, subject)"
      " SELECT k.ring, {}, {}, k.version, {}, {} FROM {} WHERE {} IS NOT NULL ON CONFLICT DO NOTHING",
      pg::quote_literal(policy::to_text(subject.rule->name)), pg::quote_literal(column),
      lookup_hash(site.catalogue, value, "k"), subject_text(subject, row), from, value);
}

std::string all_rows(const Placement& subject, std::string_view keys) {
  return fmt::format("{} AS t CROSS JOIN ringfence.{} AS k", qualified(subject.table->name), keys);
}

}  // namespace

std::string enter_lookup(const Site& site, const Placement& subject, const std::string& column) {
  return fmt::format("    {};\n    {};\n", insert_lookup(site, subject, column, "NEW", "ringfence.lookup_key AS k"),
                     insert_peer_lookup(site, subject, column, "NEW", "ringfence.pair_key AS k"));
}

std::string forget_lookups(const Placement& subject, const std::string& condition) {
  std::string statements;
  for (const char* table : {"lookup", "lookup_peer"}) {
    statements += fmt::format("\n    DELETE FROM ringfence.{} AS l WHERE l.subject_table = {} AND {};", table,
                              pg::quote_literal(policy::to_text(subject.rule->name)), condition);
  }
  return statements;
}

void fill_lookups(const Site& site, const Placement& subject, std::vector<std::string>& statements) {
  for (const std::string& column : subject.rule->lookup) {
    statements.push_back(insert_lookup(site, subject, column, "t", all_rows(subject, "lookup_key")));
  }
}

void fill_peer_lookups(const Site& site, const Placement& subject, std::vector<std::string>& statements) {
  for (const std::string& column : subject.rule->lookup) {
    statements.push_back(insert_peer_lookup(site, subject, column, "t", all_rows(subject, "pair_key")));
  }
}

}  // namespace ringfence::compile::building

namespace ringfence::compile {

// By the server's own sha256(): the padded keys are kept ready.
std::string lookup_hash(const Catalogue& catalogue, const std::string& value, std::string_view keys) {
  return fmt::format(
      "pg_catalog.sha256({0}.outer_pad OPERATOR(pg_catalog.||) pg_catalog.sha256({0}.inner_pad OPERATOR(pg_catalog.||)"
      " pg_catalog.convert_to({1}, 'UTF8')))",
      keys, building::normalised(catalogue, value));
}

std::vector<std::string> load_lookups_statements(const policy::Policy& policy, const policy::Ring& ring,
                                                 const Catalogue& catalogue, const Placements& placements) {
  using namespace building;
  std::vector<Object> none;
  const Site site{policy, ring, catalogue, placements, none};
  std::vector<std::string> inserts;
  for (const Placement* subject : subject_tables(placements)) fill_lookups(site, *subject, inserts);
  if (inserts.empty()) return {};
  std::vector<std::string> statements = {"TRUNCATE ringfence.lookup"};
  for (const Index& index : lookup_indexes) statements.emplace_back(index.drop);
  statements.insert(statements.end(), inserts.begin(), inserts.end());
  for (const Index& index : lookup_indexes) statements.emplace_back(index.create);
  statements.emplace_back("ANALYZE ringfence.lookup");
  const std::vector<std::string> peers = peer_lookups_statements(policy, ring, catalogue, placements);
  statements.insert(statements.end(), peers.begin(), peers.end());
  return statements;
}

std::vector<std::string> peer_lookups_statements(const policy::Policy& policy, const policy::Ring& ring,
                                                 const Catalogue& catalogue, const Placements& placements) {
  using namespace building;
  std::vector<Object> none;
  const Site site{policy, ring, catalogue, placements, none};
  std::vector<std::string> statements;
  for (const Placement* subject : subject_tables(placements)) fill_peer_lookups(site, *subject, statements);
  return statements;
}

}  // namespace ringfence::compile
