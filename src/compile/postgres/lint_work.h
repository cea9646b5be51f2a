// What the parts of lint() share. For this folder only.
#pragma once

#include <string>

#include "compile/postgres/lint.h"

namespace ringfence::compile::linting {

struct Lint {
  const policy::Policy& policy;
  const Catalogue& catalogue;
  const Placements& placements;
  Place whole_file;
  Diagnostics findings;
};

void lint_columns(Lint& lint, const Placement& placement);     // unclassified, personal but public, NOT NULL to be
void lint_references(Lint& lint, const Placement& placement);  // crossing, and actions that no longer act
void lint_keys(Lint& lint, const Placement& placement);        // UNIQUE within a ring only
void lint_sequences(Lint& lint);                               // too small to be made disjoint
void lint_row_filters(Lint& lint);
void lint_server(Lint& lint);

// Why a column's name or type looks like a person's data ("its name says email"), or nothing.
std::optional<std::string> looks_personal(const Column& column);

}  // namespace ringfence::compile::linting
