// One statement × policy: which tables and columns it touches, and whether it proves the one subject it is about.
// PostgreSQL's own raw parse tree (libpg_query). Pure. Closed: whatever is not understood proves nothing, and says why.
//
// What proves a subject: in WHERE, or in the ON of joins, under AND only: the subject's column (all of them, where
// there are several) = a constant or parameter; a `lookup` column of the subject table likewise; IN a list of one; a
// chain of such equalities between columns; VALUES or the SELECT of an INSERT. Every mention of a personal table, in
// subqueries, branches of UNION and WITH too, has to be held to the same subject.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "compile/postgres/catalogue.h"
#include "compile/postgres/placement.h"
#include "policy/decide_analysis.h"

namespace ringfence::compile {

// What is known of the database. Without it, tables owned through a chain of foreign keys are never proven, and `*`
// stands for columns that nobody listed.
struct KnownDatabase {
  const Catalogue* catalogue = nullptr;
  const Placements* placements = nullptr;
  // Names of the session's temporary tables, as their CREATE said them (TableRole::temporary, written). Without them
  // only pg_temp.name is one. A name whose table is gone (dropped, discarded, rolled back) must not be among them: it
  // may be a view's.
  const std::set<std::string>* temporary = nullptr;
  // A schema of views that have the tables' names, in which a name means the table itself; empty: none.
  std::string views;
};

// One for each statement of the text. Fails only where PostgreSQL's parser does or a limit is passed. The policy must
// outlive the result.
Result<std::vector<policy::Analysis>> analyse(std::string_view text, const policy::Policy& policy,
                                              const KnownDatabase& known = {});

// Where the comments of a text stand, in bytes, [begin, end), their marks included, as PostgreSQL's scanner finds them.
// Fails as analyse() does.
Result<std::vector<std::pair<std::size_t, std::size_t>>> comments_of(std::string_view text);

}  // namespace ringfence::compile
