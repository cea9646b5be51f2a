// Where people are at home, as far as this gateway has learned it. Bounded; for one thread. Only what a directory has
// said is kept: that nobody knows a person is not.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "gateway/route/plan.h"
#include "gateway/route/router.h"

namespace ringfence::gateway {

// A question to the directories, in values as text (key_value.h): of the key's columns, or of the look-up column.
struct HomeQuestion {
  std::size_t root = 0;  // as in Whose
  std::string lookup;    // empty: by the key
  std::vector<std::string> values;
  bool operator==(const HomeQuestion&) const = default;
};

struct HomeAnswer {
  std::optional<std::size_t>
      ring;  // by number in the policy; nothing: every ring was asked, and nobody knows the person
};

struct KnownHome {
  HomeQuestion question;
  std::size_t ring = 0;
};

// A parameter as Bind gave it.
struct BoundValue {
  std::optional<std::string_view> bytes;  // nothing: NULL
  bool binary = false;
  std::uint32_t type = 0;  // OID that Parse declared, or that the server said the parameter has; 0: neither
};

// Of what type each of the values is by which `whose` is told (Whose::types): as many as the database has columns for.
std::vector<KeyType> key_types(const Whose& whose, const Knowledge& knowledge);

// Adds the next of the question's values, of the type that `whose` says: `value`, or what `literal` (as it stands in
// the text) says.
Status add_value(HomeQuestion& question, const Whose& whose, const Knowledge& knowledge, const BoundValue& value);
Status add_literal(HomeQuestion& question, const Whose& whose, const Knowledge& knowledge, std::string_view literal);

// The question that `whose` comes to. `parameter(n)` gives $n as a BoundValue, `literal(i)` literal i of the statement
// as it stands there, quotes included. 22004: a NULL where a person has to be named; 0A000: a binary value of a type
// that this gateway does not read (hint: send it as text), or a literal that only the parser could tell; 22P02, 22003:
// no value of the key's type. Of a new subject the one value is the home column's: for ring_of_new_subject(), and no
// directory.
template <class Parameter, class Literal>
Result<HomeQuestion> question_of(const Whose& whose, const Knowledge& knowledge, Parameter&& parameter,
                                 Literal&& literal) {
  HomeQuestion question;
  RINGFENCE_TRY(read_question(question, whose, knowledge, parameter, literal));
  return question;
}

// The same into one that was used before, whose room is used again.
template <class Parameter, class Literal>
Status read_question(HomeQuestion& question, const Whose& whose, const Knowledge& knowledge, Parameter&& parameter,
                     Literal&& literal) {
  question.root = whose.root;
  question.lookup = whose.lookup;
  question.values.clear();
  for (const ValueFrom& from : whose.values) {
    switch (from.kind) {
      case ValueFrom::Kind::constant:
        RINGFENCE_TRY(add_value(question, whose, knowledge, {std::string_view(from.text), false, 0}));
        break;
      case ValueFrom::Kind::parameter:
        RINGFENCE_TRY(add_value(question, whose, knowledge, parameter(from.index)));
        break;
      case ValueFrom::Kind::literal:
        RINGFENCE_TRY(add_literal(question, whose, knowledge, literal(from.index)));
        break;
    }
  }
  return {};
}

// The ring, by number in the policy, that a new subject is at home in where its home column is to hold `value`. 42501:
// it is nobody's.
Result<std::size_t> ring_of_new_subject(const Knowledge& knowledge, const Whose& whose, const std::string& value);

// The question that a declared subject comes to: the key's value, or for a key of several columns a row as PostgreSQL
// writes it, (7,acme), as the directory does. 42501: it cannot be told which subject table's key it is; 22P02 …: as
// above.
Result<HomeQuestion> question_for_declared(const Knowledge& knowledge, const StatementPlan& statement,
                                           const std::string& declared);
// Whether what was declared and what is proven are two people. Who is found by a look-up is known to the directories
// only: no contradiction here, but their two homes may differ.
bool contradicts(const HomeQuestion& declared, const HomeQuestion& proven);
// The same for a key of one column, in the text that key_text() gives.
bool contradicts(const std::string& declared, const HomeQuestion& proven);
// 42501, naming both.
Error contradiction(const Knowledge& knowledge, const std::string& declared, const HomeQuestion& proven);

class HomeCache {
 public:
  explicit HomeCache(std::size_t most_entries = limits::homes_cached,
                     std::size_t most_bytes = limits::homes_cached_bytes);
  [[nodiscard]] std::optional<std::size_t> find(const HomeQuestion& question);
  void put(const HomeQuestion& question, std::size_t ring);
  void forget(const HomeQuestion& question) { rings_.forget(key_of(question)); }
  void clear() { rings_.clear(); }
  [[nodiscard]] std::size_t size() const { return rings_.size(); }

 private:
  std::string_view key_of(const HomeQuestion& question);
  ShapeCache<std::size_t> rings_;
  std::string key_;  // room for the one that is asked for
};

}  // namespace ringfence::gateway
