// Moving about in a protobuf-c parse tree, and reading its small pieces. Used by statement*.cpp only.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compile/postgres/statement_tree.h"
#include "policy/decide_analysis.h"

namespace ringfence::compile::walk {

// Calls `visit` for every node directly below `message`, whatever its kind, in the order of the tree.
void children(const ProtobufCMessage& message, const std::function<void(const PgQuery__Node&)>& visit);
// The message that a node holds, or nothing for an empty one.
const ProtobufCMessage* content(const PgQuery__Node& node);

// "a.b" -> {"a", "b"}; a star becomes "*". Nothing where a field is neither.
std::optional<std::vector<std::string>> fields(const PgQuery__ColumnRef& column);
// {"pg_catalog", "="} -> the last name; nothing where it is qualified by another schema.
std::optional<std::string> builtin_name(std::size_t count, PgQuery__Node* const* names);
// Whether a `*` among the first `count` of a list gives more columns than one: what follows stands elsewhere then.
bool spreads(std::size_t count, PgQuery__Node* const* list);
std::vector<std::string> strings(std::size_t count, PgQuery__Node* const* nodes);

// A constant or a parameter, through casts that cannot change which key it is.
std::optional<policy::ProofValue> value(const PgQuery__Node* node);
const PgQuery__ColumnRef* column(const PgQuery__Node* node);
// Whether the tree, which has both, says anything there.
inline bool has_text(const char* text) {
  return text && *text;
}

// What SET and set_config() may be given; nothing for parameters and expressions.
std::optional<std::string> constant_text(const PgQuery__Node* node);

// The parts of a condition that must all be true.
void conjuncts(const PgQuery__Node* condition, const std::function<void(const PgQuery__Node&)>& visit);
// Two expressions that a conjunct says are equal: `a = b`, `a IN (b)`, `(a, b) = (c, d)`.
struct Equality {
  const PgQuery__Node* left;
  const PgQuery__Node* right;
};
std::vector<Equality> equalities(const PgQuery__Node& conjunct);

// Functions and operators of PostgreSQL's own that can reach no table and keep no state. Sorted lists; what is not in
// them may do anything.
bool is_harmless_function(std::string_view name);
// Those that tell of the database, or change sequences and locks: see Analysis::home_only.
bool is_home_only_function(std::string_view name);
bool is_harmless_operator(std::string_view name);
// Kinds of nodes that are understood inside an expression.
bool is_understood(const PgQuery__Node& node);
std::string kind_name(const PgQuery__Node& node);  // "XmlExpr"

}  // namespace ringfence::compile::walk
