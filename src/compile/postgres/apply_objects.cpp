#include "compile/postgres/apply_objects.h"

#include <fmt/format.h>

namespace ringfence::compile {

Status create_objects(pg::Connection& connection, std::span<const Object> objects) {
  for (const Object& object : objects) {
    if (object.create.empty()) continue;
    if (Status made = connection.execute(object.create); !made) {
      return within(fmt::format("{} {} on {}", to_text(object.kind), object.name, policy::to_text(object.on)),
                    made.error());
    }
  }
  return {};
}

}  // namespace ringfence::compile
