// Any bytes as a statement of a client: an error, or an analysis on which the policy can be decided.
#include "compile/postgres/statement.h"
#include "policy/parse.h"

namespace {

constexpr std::string_view policy_text = R"([platform]
name = "fuzz"
[ring.us]
jurisdictions = ["US"]
[ring.row]
jurisdictions = ["*"]
[table.person]
subject = "id"
home = "country"
lookup = ["email"]
[table.post]
subject = "author_id"
content = true
[table.tag]
shared = true
)";

const ringfence::policy::Policy& policy() {
  static const auto parsed = ringfence::policy::parse(
      policy_text, "fuzz.toml",
      [](const std::string&) -> ringfence::Result<std::string> { return ringfence::fail("no file"); });
  return parsed.policy;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  (void)ringfence::compile::analyse({reinterpret_cast<const char*>(data), size}, policy());
  return 0;
}
