#include "lifecycle/ring_directory.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "lifecycle/database_uri.h"

namespace ringfence::lifecycle {

namespace {

constexpr std::string_view name_characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
constexpr std::size_t record_bytes = 64u << 10;

bool is_plain_name(std::string_view name) {
  return !name.empty() && name.size() <= limits::name_bytes &&
         name.find_first_not_of(name_characters) == std::string_view::npos;
}

bool holds_socket(const std::filesystem::path& folder) {
  constexpr std::size_t limit = sizeof(sockaddr_un::sun_path) - 1;
  constexpr std::string_view longest_file = "/.s.PGSQL.65535";
  return folder.string().size() + longest_file.size() <= limit;
}

std::string uri_of(const std::string& user, const std::string& database, int port, const std::string& pass_file) {
  return fmt::format("postgresql://{}@{}:{}/{}?passfile={}", percent_encode(user), listen_address, port,
                     percent_encode(database), percent_encode(pass_file));
}

Error not_a_record(std::string_view why) {
  return fail(fmt::format("rings.json is not one that \"ringfence up\" wrote: {}", why), {},
              "move it away; \"ringfence up\" writes a new one, and the rings' ports may change");
}

bool has(const json::value& ring, std::string_view key) {
  const json::object* entry = ring.if_object();
  return entry != nullptr && entry->contains(key);
}

bool read_port(const json::value& ring, std::string_view key, int& into) {
  const json::value* port = has(ring, key) ? &ring.get_object().at(key) : nullptr;
  const std::int64_t number = port != nullptr && port->is_int64() ? port->get_int64() : 0;
  into = static_cast<int>(number);
  return number >= 1 && number <= 65535;
}

}  // namespace

Result<RingDirectory> RingDirectory::at(const std::filesystem::path& path) {
  if (path.empty()) return fail("no directory was named", {}, "say --dir DIR");
  std::error_code error;
  std::filesystem::path whole = std::filesystem::weakly_canonical(std::filesystem::absolute(path, error), error);
  if (error) return fail(fmt::format("\"{}\" cannot be a directory: {}", path.string(), error.message()));
  if (whole.string().find('\n') != std::string::npos) {
    return fail("the directory's name has a line break", {}, "choose a directory without one");
  }
  return RingDirectory(whole.has_filename() ? whole : whole.parent_path());
}

std::optional<std::filesystem::path> RingDirectory::socket_directory(const std::string& name) const {
  return holds_socket(ring(name)) ? std::optional(ring(name)) : std::nullopt;
}

std::optional<std::filesystem::path> RingDirectory::gateway_socket_directory(const std::string& name) const {
  return holds_socket(ring(name) / "gw") ? std::optional(ring(name) / "gw") : std::nullopt;
}

std::string RingDirectory::uri(const std::string& database, int port) const {
  return uri_of(std::string(superuser), database, port, pass_file().string());
}

std::string RingDirectory::service_uri(const std::string& service, const std::string& database, int port) const {
  return uri_of(service, database, port, services_pass_file().string());
}

bool RingDirectory::is_made(const std::string& name) const {
  std::error_code error;
  return std::filesystem::is_directory(data(name), error);
}

std::string to_text(const RingRecord& record) {
  json::object rings;
  for (const auto& [name, port] : record.ports) {
    json::object ring{{"port", port}};
    if (const auto gateway = record.gateways.find(name); gateway != record.gateways.end()) {
      ring["gateway"] = gateway->second;
    }
    if (const auto http = record.http.find(name); http != record.http.end()) ring["http"] = http->second;
    rings[name] = std::move(ring);
  }
  return pretty(json::object{{"version", 1}, {"database", record.database}, {"rings", rings}}) + "\n";
}

Result<RingRecord> parse_ring_record(std::string_view text) {
  boost::system::error_code error;
  const json::value whole = json::parse(text, error);
  if (error) return not_a_record(error.message());
  const json::object* object = whole.if_object();
  const json::value* database = object == nullptr ? nullptr : object->if_contains("database");
  const json::value* rings = object == nullptr ? nullptr : object->if_contains("rings");
  if (database == nullptr || !database->is_string() || rings == nullptr || !rings->is_object()) {
    return not_a_record("\"database\" or \"rings\" is missing");
  }
  RingRecord record{std::string(database->get_string()), {}, {}, {}};
  for (const auto& [name, ring] : rings->get_object()) {
    const std::string ring_name(name);
    const bool sound = read_port(ring, "port", record.ports[ring_name]) &&
                       (!has(ring, "gateway") || read_port(ring, "gateway", record.gateways[ring_name])) &&
                       (!has(ring, "http") || read_port(ring, "http", record.http[ring_name]));
    if (!sound) return not_a_record(fmt::format("ring \"{}\" has no port", ring_name));
  }
  return record;
}

Result<std::optional<RingRecord>> read_ring_record(const RingDirectory& directory) {
  std::error_code error;
  if (!std::filesystem::exists(directory.record_file(), error)) return std::optional<RingRecord>();
  auto text = read_file(directory.record_file(), record_bytes);
  if (!text) return text.error();
  auto record = parse_ring_record(*text);
  if (!record) return within(directory.root().string(), record.error());
  return std::optional<RingRecord>(*record);
}

Status write_ring_record(const RingDirectory& directory, const RingRecord& record) {
  return write_file(directory.record_file(), to_text(record));
}

std::string database_name_for(std::string_view platform) {
  const bool is_taken = platform == "postgres" || platform == "template0" || platform == "template1";
  return is_plain_name(platform) && !is_taken ? std::string(platform) : "ringfence";
}

Status check_ring_name(const std::string& name) {
  if (is_plain_name(name) && name != "pgpass") return {};
  return fail(fmt::format("ring \"{}\" cannot have a directory of its name", name), {},
              "name it with letters, digits, - and _, and not \"pgpass\"");
}

std::string pass_line(std::string_view host, std::string_view user, std::string_view password) {
  const auto escaped = [](std::string_view text) {
    std::string out;
    for (const char character : text) {
      if (character == ':' || character == '\\') out += '\\';
      out += character;
    }
    return out;
  };
  return fmt::format("{}:*:*:{}:{}\n", escaped(host), escaped(user), escaped(password));
}

Result<DirectoryLock> DirectoryLock::take(const RingDirectory& directory, const std::function<void()>& on_wait) {
  const std::string path = directory.lock_file().string();
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0) return fail(fmt::format("could not open \"{}\": {}", path, std::strerror(errno)));
  DirectoryLock lock(descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno == EWOULDBLOCK) on_wait();
  while (::flock(descriptor, LOCK_EX) != 0) {
    if (errno != EINTR) return fail(fmt::format("could not lock \"{}\": {}", path, std::strerror(errno)));
  }
  return lock;
}

DirectoryLock::DirectoryLock(DirectoryLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

DirectoryLock::~DirectoryLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace ringfence::lifecycle
