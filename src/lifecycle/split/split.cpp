#include "lifecycle/split/split.h"

#include <fmt/format.h>

#include <chrono>

#include "lifecycle/split/conduct.h"
#include "lifecycle/split/survey.h"

namespace ringfence::lifecycle {

namespace {

std::string plural(std::size_t count, std::string_view one) {
  return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

// What was carried but means something else now, and what was not carried at all.
std::vector<std::string> notes_of(const Survey& survey) {
  std::vector<std::string> notes = survey.schema.notes;
  const compile::Catalogue& source = survey.catalogue;
  if (!source.views.empty())
    notes.push_back(plural(source.views.size(), "view") + " carried: each now shows one ring's rows");
  if (!source.functions.empty()) {
    notes.push_back(plural(source.functions.size(), "function") + " carried: each now sees one ring's rows");
  }
  if (source.large_objects > 0) {
    notes.push_back(plural(source.large_objects, "large object") + " not carried: nothing says whose they are");
  }
  for (const compile::Sequence& sequence : source.sequences) {
    if (sequence.cycles)
      notes.push_back("sequence " + policy::to_text(sequence.name) + " cycles: it is not disjoint between rings");
  }
  return notes;
}

}  // namespace

Result<SplitReport> split(const policy::Policy& policy, const SplitOptions& options) {
  const auto started = std::chrono::steady_clock::now();
  SplitReport report;
  auto source = pg::Connection::open(options.source);
  if (!source) return within("source", source.error());
  Survey survey;
  RINGFENCE_TRY(lifecycle::survey(*source, policy, options, survey));
  report.findings = survey.tables.findings;
  report.astray = survey.astray;
  if (report.findings.has_errors() || !report.astray.groups.empty()) return report;
  report.notes = notes_of(survey);
  Conductor conductor(policy, options, survey, report);
  RINGFENCE_TRY(conductor.open_rings());
  if (conductor.has_finished()) {
    RINGFENCE_TRY(conductor.recall());
  } else {
    RINGFENCE_TRY(conductor.build_schemas());
    RINGFENCE_TRY(conductor.load_rows());
    RINGFENCE_TRY(conductor.finish_tables());
    RINGFENCE_TRY(conductor.verify());
  }
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  return report;
}

}  // namespace ringfence::lifecycle
