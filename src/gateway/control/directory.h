// Questions to the ring's own directory. For this folder only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/control/control_state.h"

namespace ringfence::gateway {

// A subject table as policy and database have it.
struct Subject {
  const policy::Table* rule = nullptr;
  const compile::Placement* placement = nullptr;
  [[nodiscard]] std::string name() const { return policy::to_text(rule->name); }
  [[nodiscard]] std::size_t key_size() const { return placement->subject_columns.size(); }
  [[nodiscard]] const compile::Column& key_column(std::size_t i) const {
    return *placement->table->find_column(placement->subject_columns[i]);
  }
};
// 42P01: the database does not have it. Number `root` of the policy's subject tables; or by the name that to_text()
// gives.
Result<Subject> subject_numbered(const Knowledge& knowledge, std::size_t root);
Result<Subject> subject_named(const Knowledge& knowledge, std::string_view name);
std::vector<Subject> subjects_there(const Knowledge& knowledge);
std::size_t number_of(const Knowledge& knowledge, const Subject& subject);  // as subject_numbered() counts

// The ring that the directory names; of somebody who has left too: it is where the rows would be. 22P02: no value of
// the key's type.
Result<std::optional<std::string>> ring_by_key(Control::State& state, const Subject& subject,
                                               const std::vector<std::string>& values);
// The same of many keys; in their order.
Result<std::vector<std::optional<std::string>>> rings_by_keys(Control::State& state, const Subject& subject,
                                                              const std::vector<const std::vector<std::string>*>& keys);
// Whether somebody at home here has this value in a column that people are found by.
Result<bool> is_found_here(Control::State& state, const Knowledge& knowledge, const Subject& subject,
                           const std::string& column, const std::string& value);

// What a peer is asked with instead of the value. 08006: no key of this pair of rings is here.
Result<PairHash> pair_hash(Control::State& state, const Knowledge& knowledge, const Subject& subject,
                           const std::string& column, const std::string& value, const std::string& ring);

// A page of the ring's own part of the directory, in the order of the transactions that wrote it: only those of which
// every earlier one has ended, so that nothing is passed over. `after` is opaque but for page_of(); empty: the
// beginning. Columns: the key's as text, `gone`, `after`.
struct Page {
  std::string sql;
  std::vector<pg::Parameter> parameters;
};
Result<Page> page_of(const Subject& subject, const std::string& ring, const std::string& after, std::uint32_t limit);

// SQL that takes over a page of a peer, in this order, with the same parameters each.
struct PageTaken {
  std::string enter;    // what is new or has gone
  std::string settle;   // conflicts that are none any more
  std::string contest;  // keeps conflicts, and gives subject and ring of each
};
PageTaken taking_of(const Subject& subject);
std::vector<pg::Parameter> parameters_of(const PeerRows& page, std::size_t key_size, const std::string& ring);

// The column's type, cast to: $1::bigint.
std::string typed_parameter(const compile::Column& column, std::size_t number);
// key_1 = VALUE, by the operator of the column's own type whatever the search_path.
std::string key_equals(const compile::Column& column, const std::string& left, const std::string& right);

}  // namespace ringfence::gateway
