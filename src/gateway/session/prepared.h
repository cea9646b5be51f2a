// The statements one client has prepared, by its own names, and what was decided about each. Bounded. Pure.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "gateway/route/router.h"
#include "gateway/session/statements.h"

namespace ringfence::gateway {

struct Prepared {
  Statements::Held statement;
  // As the server is sent it that reads world views (compile::by_ring), or at home where searches have a way of their
  // own (compile::through_shown_view); null: as it is.
  Statements::Held anew;
  std::shared_ptr<const Plan> plan;   // null: the text holds no statement
  bool says_only_whose = false;       // as a text: Session::says_only_whose()
  std::vector<std::string> literals;  // the texts of the literals in it, where the plan needs them
  Declared declared;
  std::uint64_t decided = 0;  // Session::standing_ when it was decided: another one's decision is to be made anew
  std::size_t bytes = 0;      // that it is counted with
  std::uint64_t number = 0;   // of the unnamed statement: which Parse of which session it came with
};

class PreparedStatements {
 public:
  // Null: there is none of that name.
  Prepared* find(std::string_view name);
  // By Statement::id of either text, whatever it is called here.
  const Prepared* find_statement(std::uint64_t id) const;
  // 42P05: the name is taken; 54000: there are too many, or their texts are too long.
  Status add(std::string_view name, Prepared&& prepared);
  void remove(std::string_view name);
  // After its texts have changed.
  void count_again(Prepared& prepared, std::string_view name);
  void clear() {
    named_.clear();
    unnamed_.reset();
    bytes_ = 0;
  }
  [[nodiscard]] std::size_t size() const { return named_.size() + (unnamed_ ? 1 : 0); }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  std::unique_ptr<Prepared> unnamed_;
  std::unordered_map<std::string, Prepared, Hash, std::equal_to<>> named_;
  std::size_t bytes_ = 0;
};

}  // namespace ringfence::gateway
