// Reading back: what every ring holds against what the source gave.
#pragma once

#include <string>
#include <vector>

#include "lifecycle/split/split.h"
#include "lifecycle/split/stream.h"
#include "lifecycle/split/workers.h"

namespace ringfence::lifecycle {

// What one target table of a ring holds now.
Result<RowDigest> read_back(Hands& hands, std::size_t ring, const Stream& stream, Counter& bytes);

// Rows of the source's table as PostgreSQL itself counts them.
Result<std::uint64_t> count_source(Hands& hands, const Stream& stream);

// One line for each difference; none when every row of the source is in its ring and nothing else is.
std::vector<std::string> compare(const std::vector<SplitTable>& given, const std::vector<SplitTable>& found,
                                 const std::vector<std::string>& rings);

// SQL that counts, in one ring, the rows whose reference leaves it; the foreign key must have been turned or dropped.
std::string count_crossing_sql(const compile::Placements& tables, const compile::Placement& from,
                               const compile::Reference& reference, const std::string& ring);

}  // namespace ringfence::lifecycle
