// Any bytes as CSV, and as the file in which a person says where astray rows belong.
#include "base/csv.h"
#include "lifecycle/split/astray.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto rows = ringfence::parse_csv(text, "rows.csv");
  if (rows) {
    for (const auto& row : *rows) {
      for (const std::string& field : row.fields) (void)ringfence::csv_field(field);
    }
  }
  (void)ringfence::lifecycle::parse_placements(text, "astray.csv", ringfence::policy::Policy{});
  return 0;
}
