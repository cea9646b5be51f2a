// Which aggregates can be made of aggregates of parts, and how. For by_ring.cpp, aggregate_by_ring.cpp and
// page_by_ring.cpp only.
#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "compile/postgres/catalogue.h"
#include "compile/postgres/statement_tree.h"

namespace ringfence::compile::aggregates {

struct Aggregate {
  std::string name;        // "count"
  bool of_bigint = false;  // sum and avg: whole numbers of at most four bytes, whose sum is a bigint
};

// Nothing: no aggregate, or none that is known to come out the same.
std::optional<Aggregate> kind_of(const PgQuery__FuncCall& call, const Table& table);
// What a part has to say. An empty text: it cannot be said.
std::vector<std::string> partials_of(const Aggregate& aggregate, PgQuery__Node& call);
// Made of columns that hold those, of the type that the aggregate itself has.
std::string of_partials(const Aggregate& aggregate, const std::vector<std::string>& columns);

// PostgreSQL's own, and certainly no aggregate.
bool is_plain_function(const PgQuery__FuncCall& call);
bool is_any_in(const PgQuery__Node& node);
bool has_any(const ProtobufCMessage& message, std::initializer_list<PgQuery__Node__NodeCase> kinds);
// How often each stands in it.
void count_parameters(const PgQuery__Node* node, std::map<int, std::size_t>& into);

// What PostgreSQL calls the column; nothing: not known here.
std::optional<std::string> name_of(const PgQuery__ResTarget& output);

}  // namespace ringfence::compile::aggregates
