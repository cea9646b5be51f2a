// Any bytes as a statement of a client: an error, or an analysis on which the policy can be decided; and, of what may
// be sent in another form, one that PostgreSQL's parser takes.
#include <cstdlib>

#include "compile/postgres/by_ring.h"
#include "compile/postgres/rows_of.h"
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

ringfence::compile::Catalogue with_post() {
  ringfence::compile::Catalogue catalogue;
  ringfence::compile::Table post;
  post.name = {"public", "post"};
  for (const char* type : {"bigint", "integer", "numeric", "text"}) {
    ringfence::compile::Column column;
    column.name = type;
    column.type = column.base_type = type;
    post.columns.push_back(column);
  }
  catalogue.tables.push_back(post);
  return catalogue;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto catalogue = with_post();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)ringfence::compile::analyse(text, policy());
  const auto anew = ringfence::compile::by_ring(text, {{"post", {"eu:post", "us:post"}}}, catalogue);
  if (anew && !ringfence::compile::analyse(*anew, policy())) std::abort();
  const auto rows = ringfence::compile::rows_of(text);
  if (rows && !ringfence::compile::analyse(rows->count, policy())) std::abort();
  return 0;
}
