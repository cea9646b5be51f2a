// The data of one COPY … FROM STDIN on its way to the server: rows that are at home here go on, the first that is not
// ends it. Pure: resume by bytes and answers. What is kept is bounded: the row at hand, and those whose home was asked.
//
// Homes are asked of this ring's directory, many at once. Whom that does not know has no row here to belong to, so all
// rings are asked of the first such one only: to say in which it is. But whoever was made in this same transaction is
// in no directory yet: there the foreign key to the subject table decides.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/copy/row_scanner.h"
#include "gateway/route/homes.h"
#include "gateway/route/router.h"

namespace ringfence::gateway {

class CopyIn {
 public:
  struct Start {
    std::shared_ptr<const Plan> plan;  // which `statement` is part of
    const StatementPlan* statement = nullptr;
    std::shared_ptr<const Knowledge> knowledge;
    std::string declared;        // a subject: whose rows alone may come
    bool subjects_made = false;  // in this transaction
  };
  explicit CopyIn(Start start);

  enum class Next {
    data,          // what comes next, or nothing: all that may go on has gone on
    ask_here,      // questions() to this ring's directory, then answered_here()
    ask_everyone,  // question() to every ring, then answered()
    refuse,        // error(); no row behind what was passed on may go on
  };
  // To `out` goes what may go on, as CopyData.
  Next take(std::string_view data, HomeCache& homes, std::string& out);
  Next end(HomeCache& homes, std::string& out);  // again after each answer, until it is `data`
  Next answered_here(const Result<std::vector<std::optional<std::size_t>>>& rings, HomeCache& homes, std::string& out);
  Next answered(const Result<HomeAnswer>& answer, HomeCache& homes, std::string& out);
  // The columns that the server says it awaits.
  Next begins(std::size_t columns);
  // Where another knowledge has come into use.
  Next knows(const std::shared_ptr<const Knowledge>& knowledge);

  [[nodiscard]] const std::vector<HomeQuestion>& questions() const { return asked_; }
  [[nodiscard]] const HomeQuestion& question() const { return asked_[unknown_]; }
  [[nodiscard]] const Error& error() const { return error_; }

 private:
  struct Pending {
    std::uint64_t line = 0;
    std::size_t asked = 0;  // in asked_
  };
  Next go_on(std::string_view data, bool last, HomeCache& homes, std::string& out);
  Next scan(std::string_view& data, std::size_t& at, bool last, HomeCache& homes);
  Next row(HomeCache& homes);
  Next settle(std::size_t ring, std::uint64_t line);
  Next settle_pending(HomeCache& homes, std::string& out);
  Next ask(HomeQuestion question);
  Result<std::size_t> ring_without_subject() const;
  Result<HomeQuestion> question_of_row() const;
  Status readable(std::string_view value) const;
  [[nodiscard]] bool is_like_the_last() const { return last_here_ && *last_here_ == scanner_.values(); }
  Next refuse(Error error);
  Next refuse(std::uint64_t line, Error error);
  [[nodiscard]] Error elsewhere(std::size_t ring, const Error& against) const;
  [[nodiscard]] Error unknown(const HomeQuestion& question) const;

  Start start_;
  const policy::CopyIn& rows_;
  Whose whose_;
  std::size_t here_;  // this ring's number
  std::optional<HomeQuestion> declared_;
  RowScanner scanner_;
  std::string kept_;         // from the first row on that has not gone on
  std::size_t scanned_ = 0;  // of kept_
  std::vector<Pending> pending_;
  std::vector<HomeQuestion> asked_;
  std::map<std::vector<std::string>, std::size_t> places_;            // of what is in asked_
  std::vector<std::optional<std::size_t>> answers_;                   // of asked_
  std::size_t unknown_ = 0;                                           // in asked_: of whom every ring is asked
  std::optional<std::vector<std::optional<std::string>>> last_here_;  // the values of a row that was at home here
  Error error_;
};

}  // namespace ringfence::gateway
