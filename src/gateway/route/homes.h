// Where people are at home, as far as this gateway has learned it. Bounded; for one thread. Only what a directory has
// said is kept: that nobody knows a person is not.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "gateway/route/plan.h"
#include "gateway/route/router.h"

namespace ringfence::gateway {

// A question to the directories, in values as text: of the key's columns, or of the look-up column.
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

// A parameter as Bind gave it.
struct BoundValue {
  std::optional<std::string_view> bytes;  // nothing: NULL
  bool binary = false;
  std::uint32_t type = 0;  // OID that Parse declared; 0: none
};

// The question that `whose` comes to. `parameter(n)` gives $n, `literal(i)` the text of literal i of the statement.
// 22004: a NULL where a person has to be named; 0A000: a binary value of a type that this gateway does not read (hint:
// send it as text), or a literal that only the parser could tell; 22P02: no value of the key's type.
template <class Parameter, class Literal>
Result<HomeQuestion> question_of(const Whose& whose, const Knowledge& knowledge, Parameter&& parameter,
                                 Literal&& literal);

class HomeCache {
 public:
  explicit HomeCache(std::size_t most_entries, std::size_t most_bytes);
  [[nodiscard]] std::optional<std::size_t> find(const HomeQuestion& question);
  void put(const HomeQuestion& question, std::size_t ring);
  void clear();
  [[nodiscard]] std::size_t size() const;
};

}  // namespace ringfence::gateway
