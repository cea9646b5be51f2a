#include "lifecycle/as_user.h"

#include "base/process.h"

namespace ringfence::lifecycle {

namespace {

Program program_of(const std::string& user, std::vector<std::string> arguments, std::string input) {
  Program program;
  program.arguments = std::move(arguments);
  program.input = std::move(input);
  program.user = user;
  program.directory = "/";
  return program;
}

}  // namespace

Status run_as(const std::string& user, std::vector<std::string> arguments, std::string input) {
  auto done = run_checked(program_of(user, std::move(arguments), std::move(input)));
  if (!done) return done.error();
  return {};
}

Status write_as(const std::string& user, const std::filesystem::path& path, const std::string& content) {
  const std::string fresh = path.string() + ".new";
  RINGFENCE_TRY(run_as(user, {"rm", "-f", fresh}));
  RINGFENCE_TRY(run_as(user, {"install", "-m", "600", "/dev/null", fresh}));
  RINGFENCE_TRY(run_as(user, {"tee", fresh}, content));
  return run_as(user, {"mv", "-T", fresh, path.string()});
}

Result<std::optional<std::string>> read_as(const std::string& user, const std::filesystem::path& path) {
  auto there = run(program_of(user, {"test", "-e", path.string()}, {}));
  if (!there) return there.error();
  if (there->exit_code != 0) return std::optional<std::string>();
  auto text = run_checked(program_of(user, {"cat", path.string()}, {}));
  if (!text) return text.error();
  return std::optional<std::string>(std::move(*text));
}

}  // namespace ringfence::lifecycle
