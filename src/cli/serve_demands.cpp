#include "cli/serve_demands.h"

#include "base/file.h"
#include "base/limits.h"
#include "gateway/serve/log.h"
#include "policy/parse.h"

namespace ringfence::cli {

namespace {

// Parsed again where its text is another.
class PolicyFile {
 public:
  Result<std::shared_ptr<const policy::Policy>> read(const std::filesystem::path& file) {
    auto text = read_file(file, limits::policy_file_bytes);
    if (!text) return text.error();
    if (policy_ && file == file_ && *text == text_) return policy_;
    auto parsed = policy::parse(*text, file.string(), [&](const std::string& name) {
      return read_file(file.parent_path() / name, limits::codes_file_bytes);
    });
    if (parsed.findings.has_errors()) return fail("the policy has errors", {}, "ringfence check");
    policy_ = std::make_shared<const policy::Policy>(std::move(parsed.policy));
    text_ = std::move(*text);
    file_ = file;
    return policy_;
  }

 private:
  std::filesystem::path file_;
  std::string text_;
  std::shared_ptr<const policy::Policy> policy_;
};

void log_call(std::string_view officer, std::string_view what, unsigned status, std::string_view why) {
  gateway::log("demands over HTTP",
               {{"officer", officer}, {"call", what}, {"status", std::to_string(status)}, {"why", why}});
}

}  // namespace

http::Service serve_demands(const DemandsServed& served, std::shared_ptr<const std::atomic<bool>> ending) {
  const auto policy = std::make_shared<PolicyFile>();
  return demand::demand_service({served.ring, [policy, file = served.policy_file] { return policy->read(file()); },
                                 [database = served.database] { return pg::Connection::open(database); }, log_call},
                                served.reached, std::move(ending));
}

}  // namespace ringfence::cli
