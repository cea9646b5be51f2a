// What was decided about a text of one or more statements, whatever the values in it are: where each goes, or why not.
// A value; shared by every session that sends the same shape.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "gateway/route/key_value.h"
#include "gateway/route/shape.h"
#include "gateway/route/transfer_plan.h"
#include "policy/copy_in.h"
#include "policy/decide_analysis.h"
#include "policy/model.h"

namespace ringfence::gateway {

// Who asks, as far as decisions depend on it.
struct Asker {
  const policy::Service* service = nullptr;
  std::string purpose;                 // empty: none said
  std::optional<policy::Code> viewer;  // ISO 3166
  bool declared = false;               // a subject was declared: SET ringfence.subject, or a comment
  // Of a peer, and of a world view's foreign table: the schema whose views stand for the tables, and the number of the
  // ring whose they are. Empty: the application's own names.
  std::string views;
  std::size_t of = 0;
  bool operator==(const Asker&) const = default;
};

// Where one value comes from that says whose rows a statement is about.
struct ValueFrom {
  enum class Kind { constant, literal, parameter };
  Kind kind = Kind::constant;
  std::string text;    // of a constant
  unsigned index = 0;  // of a literal: its place among the text's literals, from 0; of a parameter: $index
  bool operator==(const ValueFrom&) const = default;
};

// The person a statement is about.
struct Whose {
  std::size_t root = 0;           // number of the subject table among the policy's subject tables, in its order
  std::string lookup;             // found by this `lookup` column; empty: by the key
  bool new_subject = false;       // an INSERT of the person: the one value is what the home column is to hold
  std::vector<ValueFrom> values;  // of the key's columns, in order; one of a look-up or a home
  std::vector<KeyType> types;     // of the values, as far as the database has their columns
  bool operator==(const Whose&) const = default;
};

// A statement that the gateway answers by itself: SET, RESET and SHOW of ringfence.*.
struct OwnSetting {
  policy::SettingUse::Do what = policy::SettingUse::Do::show;
  std::string name;                  // "ringfence.subject", in lower case
  std::optional<std::string> value;  // nothing: DEFAULT
  bool local = false;
  bool operator==(const OwnSetting&) const = default;
};

enum class Course {
  here,     // this ring, whoever it is about
  by_home,  // this ring if the person is at home in it and `elsewhere` has nothing against it
  own,      // the gateway's own business: `setting`
  refuse,   // `refusal`
};

// What becomes of a statement whose people are at home in one of the rings: refused, a transfer, or neither: it runs
// here, and nothing leaves the ring.
struct InRing {
  std::optional<Error> refusal;
  std::shared_ptr<const TransferPlan> transfer;
  [[nodiscard]] bool is_home() const { return !refusal && !transfer; }
};

struct StatementPlan {
  Course course = Course::refuse;
  Error refusal;
  unsigned position = 0;  // of what is refused, in characters from 1, for the error's field P; 0: not said
  OwnSetting setting;
  std::optional<Whose> whose;  // of by_home without a declaration; with one, what the declaration must not contradict
  // By_home under a declaration: number of the subject table whose key the declaration is. Nothing: not to be told.
  std::optional<std::size_t> declared_root;
  bool bound = false;                            // of here: to this ring's own rows of nobody
  std::string world;                             // of here: the login role that reads this ring's world views
  std::shared_ptr<const TransferPlan> transfer;  // of here: rows of nobody that are another ring's, or read elsewhere
  bool shared = false;          // of here: shared rows, which a reader of another ring reads as Plan::reads_as
  std::vector<InRing> in_ring;  // by_home, by number of ring in the policy; a refusal's hint is the rule it would need
  // COPY FROM STDIN into people's rows: it may begin, and each row is held against `in_ring` then: a transfer is none
  // that a COPY makes. `copy_root`: number of the subject table.
  std::optional<policy::CopyIn> copy;
  std::size_t copy_root = 0;
  // Number of the subject table that it writes into: for the rest of the transaction there may be people in it of whom
  // no directory knows yet.
  std::optional<std::size_t> makes_subjects;
  policy::StatementVerb verb = policy::StatementVerb::other;
  // No constant and no parameter stands in it but those that say whose rows it is about, and LIMIT's numbers.
  bool says_only_whose = false;
  // It calls what tells of the database, or changes sequences and locks: what is done twice is done twice.
  bool home_only = false;
  std::string command;  // "SELECT"
  policy::SessionEffect session;
  // It may leave something behind that the session has to know of, or is about prepared statements.
  [[nodiscard]] bool leaves_something() const {
    return changes_schema || makes_subjects || session != policy::SessionEffect{};
  }
  bool changes_schema = false;  // what the gateway knows of the database may be old once it has run
  // Where it stands in the text, in bytes, without the semicolon after it. Only where the text holds a statement of the
  // gateway's own beside others; else [0, 0): the plan is of many texts.
  Span in_text;
};

// Statements of the gateway's own come first in a text, or are refused. What follows them is to be routed anew, from
// its in_text.begin on, once they are carried out: then it is another asker.
struct Plan {
  std::vector<StatementPlan> statements;  // none: the text holds no statement
  std::uint64_t generation = 0;           // of Router::generation(): where that is another, it must be made anew
  // The login role as which a reader who is at home elsewhere reads this ring. Empty: it is at home here, or no rule in
  // force lets it read.
  std::string reads_as;
  std::string shape;  // without literals, cut short; empty: nothing of it makes a transfer
  // Rows are read or written, and that is all: what holds for most statements, and need not be looked for each time.
  bool plain = false;
  void settle() {
    plain = std::ranges::none_of(
        statements, [](const StatementPlan& each) { return each.course == Course::own || each.leaves_something(); });
  }
};

}  // namespace ringfence::gateway
