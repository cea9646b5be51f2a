// How decide() comes to its answer: one step a method, in the order of the design. Used by decide*.cpp only.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "policy/decide.h"

namespace ringfence::policy {

class Judge {
 public:
  explicit Judge(const Question& question) : question_(question), analysis_(*question.analysis) {}
  Decision run();

 private:
  bool refuse(std::string sentence, std::string hint) {
    out_.route = Route::refused;
    out_.allowed = false;
    out_.sentence = std::move(sentence);
    out_.hint = std::move(hint);
    return true;
  }
  bool stay(std::string target, std::string sentence) {
    out_.route = Route::this_ring;
    out_.allowed = true;
    out_.target = std::move(target);
    out_.sentence = std::move(sentence);
    return true;
  }
  // Each says whether it settled the question.
  bool reader();
  [[nodiscard]] bool touches_no_rows() const;
  bool no_rows();
  bool migration();
  bool whole_statement();
  bool counts_withheld();
  bool write_to_shared();
  bool subject();
  bool nobodys();
  bool arrivals();
  bool world();
  [[nodiscard]] std::vector<const Ring*> asked() const;
  [[nodiscard]] std::string stays(const CarriedColumn& carried, const Ring& of, const Ring& asked) const;
  bool tells_others();
  void part(const Ring& from);
  void unproven();
  void go(const std::vector<const Ring*>& rings);
  bool homes(std::vector<const Ring*>& rings);
  RingOutcome in_ring(const Ring& ring);
  void word_subject(const std::string& why);
  [[nodiscard]] std::vector<std::string> personal() const;
  [[nodiscard]] std::string home_only(bool types_too) const;
  [[nodiscard]] std::string shared_table() const;  // one that it names; empty: none
  [[nodiscard]] bool lets_nothing_out(const Ring& ring) const;

  const Question& question_;
  const Analysis& analysis_;
  std::string purpose_;
  Decision out_;
};

}  // namespace ringfence::policy
