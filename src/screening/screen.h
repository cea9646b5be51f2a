// Names against lists, with what was decided before: the results that people and programs see. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "screening/control.h"
#include "screening/decisions.h"
#include "screening/index.h"
#include "screening/lists.h"

namespace ringfence::screening {

// new: nobody decided. changed: the entry says something else since it was decided. settled: a false positive, by a
// person whom the decision names.
enum class State { fresh, changed, confirmed, settled };
std::string_view to_text(State state);

struct Finding {
  std::string key;
  Verdict verdict = Verdict::clear;
  State state = State::fresh;
  double score = 0;
  bool is_within = false;  // the listed name is a part of the asked one
  std::string listed;      // the name or alias that was found
  bool is_alias = false;
  Entry entry;
  std::string list_sha256;  // of the file that it stands in
  std::string digest;       // of the entry
  std::vector<Reason> reasons;
  std::string note;
  std::vector<Step> chain;            // who owns or runs the entry
  std::vector<std::string> military;  // words of it or of the chain that name a military
  std::optional<Decision> decision;
};

struct Screened {
  std::string name;
  std::string script;
  std::vector<Finding> findings;      // best first; settled ones too
  std::size_t more = 0;               // findings beyond limits::screening_findings
  std::vector<std::string> military;  // words of the asked name itself that name a military
  // The worst of what is not settled.
  [[nodiscard]] Verdict verdict() const;
};

Screened screen(const Index& index, const std::vector<ListFile>& files, const std::string& name,
                const Decisions& decisions);

json::object as_json(const Screened& screened);
json::array as_json(const std::vector<ListFile>& files);
// For people, several lines.
std::string as_text(const Screened& screened);

}  // namespace ringfence::screening
