// Any bytes as a text of a client: what is planned by its shape is what is planned for the text itself, or is refused.
// Otherwise two statements could be taken for one.
#include <cstdlib>
#include <iostream>

#include "gateway/route/homes.h"
#include "policy/parse.h"

namespace {

using namespace ringfence;
using namespace ringfence::gateway;

constexpr std::string_view policy_text = R"([platform]
name = "fuzz"
[ring.us]
jurisdictions = ["US"]
[ring.eu]
jurisdictions = ["DE", "FR"]
[ring.row]
jurisdictions = ["*"]
[table.person]
subject = "id"
home = "country"
lookup = ["email"]
public = ["id", "first_name"]
[table.post]
subject = "author_id"
[table.mail]
subject = "owner_id"
never_in = ["eu"]
[table.tag]
shared = true
[table.setting]
ring = "us"
[service.web]
location = "US"
purposes = ["serve", "migrate"]
)";

compile::Table table(const std::string& name, const std::vector<std::string>& columns) {
  compile::Table made;
  made.name = {"public", name};
  for (const std::string& column : columns) {
    compile::Column one;
    one.name = column;
    one.type = one.base_type = column == "id" || column.ends_with("_id") ? "bigint" : "text";
    one.not_null = true;
    made.columns.push_back(one);
  }
  made.keys.push_back({name + "_pkey", {"id"}, true, true, true});
  return made;
}

std::shared_ptr<const Knowledge> knowledge() {
  auto known = std::make_shared<Knowledge>();
  const auto parsed = policy::parse(policy_text, "fuzz.toml",
                                    [](const std::string&) -> Result<std::string> { return fail("no file"); });
  known->policy = parsed.policy;
  known->here = known->policy.find_ring("us");
  known->catalogue.tables = {
      table("mail", {"id", "owner_id", "content"}), table("person", {"id", "country", "email", "first_name"}),
      table("post", {"id", "author_id", "content"}), table("setting", {"id", "name"}), table("tag", {"id", "name"})};
  known->placements = compile::place(known->policy, known->catalogue, "fuzz.toml");
  return known;
}

[[noreturn]] void differs(const char* what) {
  std::cerr << "by shape and by text differ: " << what << "\n";
  std::abort();
}

Result<HomeQuestion> question(const StatementPlan& plan, const Knowledge& known, std::string_view text,
                              std::span<const Span> literals) {
  return question_of(
      *plan.whose, known,
      [](unsigned index) {
        static std::string value;
        value = std::to_string(index);
        return BoundValue{std::string_view(value), false, 0};
      },
      [&](unsigned index) {
        const Span at = literals[index];
        return text.substr(at.begin, at.end - at.begin);
      });
}

void compare(const StatementPlan& by_shape, const StatementPlan& by_text, const Knowledge& known, std::string_view text,
             std::span<const Span> literals) {
  if (by_shape.course == Course::refuse) return;
  if (by_text.course == Course::refuse && by_shape.whose && by_shape.whose->new_subject)
    return;  // its ring is told later
  if (by_shape.course != by_text.course) differs("course");
  if (!(by_shape.session == by_text.session)) differs("session");
  if (by_shape.course != Course::by_home) return;
  if (!by_shape.whose) return;  // declared: two literals that are the same prove less by shape
  if (!by_text.whose) differs("proof");
  const auto one = question(by_shape, known, text, literals);
  if (!one) return;
  const auto other = question(by_text, known, text, literals);
  if (!other || *one != *other) differs("whose");
  if (!by_shape.whose->new_subject && by_shape.in_ring.at(0).is_home() != by_text.in_ring.at(0).is_home()) {
    differs("ring");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto known = knowledge();
  static Router router(known);
  static const std::set<std::string> none;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  for (const char* purpose : {"serve", "migrate"}) {
    for (const bool declared : {false, true}) {
      const Asker asker{known->policy.services.data(), purpose, "DE", declared};
      const auto by_text = router.route(asker, text, &none);
      const auto by_shape = router.route(asker, text);
      if (by_text.has_value() != by_shape.has_value()) differs("error");
      if (!by_text) continue;
      if (by_text->plan->statements.size() != by_shape->plan->statements.size()) differs("number");
      for (std::size_t i = 0; i < by_text->plan->statements.size(); ++i) {
        compare(by_shape->plan->statements[i], by_text->plan->statements[i], *known, text, by_shape->literals);
      }
    }
  }
  return 0;
}
