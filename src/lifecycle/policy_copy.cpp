#include "lifecycle/policy_copy.h"

#include <fmt/format.h>

#include "base/file.h"
#include "base/sha256.h"

namespace ringfence::lifecycle {

namespace {

namespace fs = std::filesystem;
constexpr std::size_t pass_file_bytes = 1u << 20;
constexpr std::size_t password_bytes = 32;

Status check_path(const std::string& name, const policy::Policy& policy) {
  const fs::path path = fs::path(name).lexically_normal();
  const std::string first = path.empty() ? "" : path.begin()->string();
  if (path.is_absolute() || first.empty() || first == "." || first == "..") {
    return fail(fmt::format("the policy names \"{}\", which lies outside its own folder", name), {},
                "put the file beside the policy, so that the two can be kept together");
  }
  for (const std::string_view own :
       {"ringfence.toml", "rings.json", "pgpass", ".lock", "services.pgpass", "authority.crt", "authority.key"}) {
    if (first == own) return fail(fmt::format("the policy names a file \"{}\", a name that --dir needs itself", name));
  }
  if (policy.find_ring(first) == nullptr) return {};
  return fail(fmt::format("the policy names \"{}\", but \"{}\" is the folder of that ring in --dir", name, first), {},
              "put the file elsewhere beside the policy");
}

}  // namespace

Status keep_policy(const RingDirectory& directory, const PolicyFiles& files, const policy::Policy& policy) {
  for (const auto& [name, content] : files.named) RINGFENCE_TRY(check_path(name, policy));
  for (const auto& [name, content] : files.named) {
    const fs::path path = directory.root() / fs::path(name).lexically_normal();
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    if (error) return fail(fmt::format("could not create \"{}\": {}", path.parent_path().string(), error.message()));
    RINGFENCE_TRY(write_file(path, content));
  }
  return write_file(directory.policy_file(), files.text);
}

std::string password_of(std::string_view pass_file) {
  const std::string_view line = pass_file.substr(0, pass_file.find('\n'));
  const std::size_t colon = line.rfind(':');
  return colon == std::string_view::npos ? std::string() : std::string(line.substr(colon + 1));
}

Result<std::string> keep_password(const RingDirectory& directory, const policy::Policy& policy) {
  std::error_code error;
  std::string before;
  std::string password;
  if (fs::exists(directory.pass_file(), error)) {
    auto text = read_file(directory.pass_file(), pass_file_bytes);
    if (!text) return text.error();
    before = *text;
    password = password_of(before);
    if (password.empty()) return fail(fmt::format("\"{}\" has no password in it", directory.pass_file().string()));
  } else {
    for (const policy::Ring& ring : policy.rings) {
      if (!directory.is_made(ring.name)) continue;
      return fail(
          fmt::format("\"{}\" is missing, and ring \"{}\" is made already", directory.pass_file().string(), ring.name),
          "it held the password of the rings' superuser",
          "put it back; or give the rings a password of your own (ALTER ROLE postgres PASSWORD '…' in a session of "
          "postgres --single) and write it there as 127.0.0.1:*:*:postgres:PASSWORD");
    }
    password = random_hex(password_bytes);
  }
  std::string text = pass_line(listen_address, superuser, password);
  for (const policy::Ring& ring : policy.rings) {
    if (const auto folder = directory.socket_directory(ring.name))
      text += pass_line(folder->string(), superuser, password);
  }
  if (text != before) RINGFENCE_TRY(write_file(directory.pass_file(), text, 0600));
  return password;
}

}  // namespace ringfence::lifecycle
