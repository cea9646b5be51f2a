// How many rows of a statement are withheld from its viewer: asked of the same server once the statement is over, on
// request (ringfence.count_withheld), in a transaction or behind a savepoint of its own that is rolled back. Two
// counts, the second with what may be counted let through by the policy (docs/decisions/0021). Pure.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "compile/postgres/rows_of.h"

namespace ringfence::gateway {

// A statement as the server had it.
struct Countable {
  std::string text;
  std::vector<std::uint32_t> types;  // of its parameters, as Parse declared them
  std::string bind;                  // the payload of its Bind; empty: there was none
  std::string viewer;                // for whom it was read
  std::string why_not;               // it is not to be counted
  std::string world;                 // the role that read it from world views; empty: it read one ring's own rows
  bool for_elsewhere = false;        // as a role that reads for another ring, and may not call set_config()
};

class SecondLook {
 public:
  // `counts`: what the statement's rows are counted by. Fails where there is nothing to ask: message says why.
  static Result<std::unique_ptr<SecondLook>> at(const Countable& statement, const compile::RowsByRing& counts,
                                                bool in_transaction);

  // To be sent at once, behind nothing that is under way. Names of its own: the unnamed statement and portal stay.
  [[nodiscard]] const std::string& messages() const { return messages_; }
  // A message of the server's, but for what comes at any time. True: it was the last.
  bool take(char type, std::string_view payload);
  // While it is under way: how much another ring says that it withholds.
  void elsewhere(const std::string& ring, const Result<std::int64_t>& rows);
  // Then: whether the server is in the transaction that it was in before, or in none. It is not where a cancel came in
  // between: messages() are to be sent again, which undo it once more. Nothing to send: it cannot be undone.
  [[nodiscard]] bool is_undone() const { return status_ == (in_transaction_ ? 'T' : 'I'); }
  bool undo_again();
  // Then: how many; an error without the server's words, which may be of rows that are withheld.
  [[nodiscard]] Result<std::int64_t> rows() const;

 private:
  SecondLook(bool in_transaction, std::size_t first, std::size_t second)
      : in_transaction_(in_transaction), first_(first), second_(second) {}
  bool in_transaction_;
  std::size_t first_, second_;  // the places of the two counts among the rows that come
  std::int64_t elsewhere_ = 0;
  std::string not_counted_;  // there, and why; empty: all was
  char status_ = 'I';        // as the server said last
  unsigned undone_ = 0;
  std::string messages_;
  std::vector<std::string> values_;  // the first of each row
  std::string sqlstate_;             // of the first error; empty: none
  unsigned answered_ = 0;            // ReadyForQuery
};

}  // namespace ringfence::gateway
