#include "compile/postgres/way_to_root.h"

#include <fmt/format.h>

#include "pg/quote.h"

namespace ringfence::compile {

std::vector<WayStep> way_to_root(const Placement& table, std::string_view from) {
  std::vector<WayStep> way;
  std::string before(from);
  for (const Step& step : table.steps_to_root) {
    WayStep next{&step, pg::quote_qualified(step.to.schema, step.to.name), fmt::format("s{}", way.size() + 1), {}};
    for (std::size_t i = 0; i < step.columns.size(); ++i) {
      next.on += fmt::format("{}{}.{} = {}.{}", i == 0 ? "" : " AND ", next.alias,
                             pg::quote_identifier(step.to_columns[i]), before, pg::quote_identifier(step.columns[i]));
    }
    before = next.alias;
    way.push_back(std::move(next));
  }
  return way;
}

}  // namespace ringfence::compile
