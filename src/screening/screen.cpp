#include "screening/screen.h"

#include <fmt/format.h>

#include "base/limits.h"

namespace ringfence::screening {

namespace {

State state_of(const Decisions& decisions, Finding& finding) {
  const auto found = decisions.find(finding.key);
  if (found == decisions.end()) return State::fresh;
  finding.decision = found->second;
  if (found->second.entry_sha256 != finding.digest) return State::changed;
  return found->second.decision == "confirmed" ? State::confirmed : State::settled;
}

void add_military(Finding& finding) {
  for (const std::string& word : military_words(take_apart(finding.entry.name))) finding.military.push_back(word);
  for (const Step& step : finding.chain) {
    for (const std::string& word : military_words(take_apart(step.name))) finding.military.push_back(word);
  }
}

}  // namespace

std::string_view to_text(State state) {
  switch (state) {
    case State::fresh:
      return "new";
    case State::changed:
      return "changed";
    case State::confirmed:
      return "confirmed";
    default:
      return "settled";
  }
}

Verdict Screened::verdict() const {
  Verdict worst = Verdict::clear;
  for (const Finding& finding : findings) {
    if (finding.state != State::settled) worst = std::max(worst, finding.verdict);
  }
  return worst;
}

Screened screen(const Index& index, const std::vector<ListFile>& files, const std::string& name,
                const Decisions& decisions) {
  const Name asked = take_apart(name, index.lexicon());
  Screened screened{name, std::string(to_text(asked.script)), {}, 0, military_words(asked)};
  for (Hit& hit : index.find(asked, review_from)) {
    if (screened.findings.size() >= limits::screening_findings) {
      ++screened.more;
      continue;
    }
    const Entry& entry = index.entries()[hit.entry];
    Finding finding;
    finding.key = decision_key(name, entry.id);
    finding.score = hit.score.value;
    finding.verdict = verdict_of(hit.score.value);
    // A part of a listed organisation is for a person to look at, however much more its name says.
    if (finding.verdict == Verdict::clear) finding.verdict = Verdict::review;
    finding.is_within = hit.score.is_within;
    finding.listed = index.listed_name(hit);
    finding.is_alias = hit.alias > 0;
    finding.entry = entry;
    finding.list_sha256 = files.at(entry.file).sha256;
    finding.digest = entry_digest(entry);
    finding.reasons = std::move(hit.score.reasons);
    finding.note = std::move(hit.score.note);
    finding.chain = chain_above(index, hit.entry);
    add_military(finding);
    finding.state = state_of(decisions, finding);
    screened.findings.push_back(std::move(finding));
  }
  return screened;
}

}  // namespace ringfence::screening
