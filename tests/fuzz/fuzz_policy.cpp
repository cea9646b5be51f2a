// Any bytes as a policy: refused with places, or read; never a crash.
#include "policy/parse.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto codes = [](const std::string&) -> ringfence::Result<std::string> { return std::string("Germany,DE\n"); };
  const auto parsed = ringfence::policy::parse(text, "ringfence.toml", codes, {2026, 11, 24});
  for (const auto& finding : parsed.findings.sorted()) (void)ringfence::to_text(finding);
  return 0;
}
