#include "gateway/serve/database_uri.h"

#include <charconv>

#include "pg/connection.h"

namespace ringfence::gateway {

namespace {

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> parts(1);
  for (const char c : list) {
    if (c == ',') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

int port_of(const std::string& text) {
  int port = 5432;
  std::from_chars(text.data(), text.data() + text.size(), port);
  return port;
}

}  // namespace

Result<DatabaseUri> read_database_uri(const std::string& uri) {
  auto parameters = pg::connection_parameters(uri);
  if (!parameters) return parameters.error();
  DatabaseUri read;
  const auto value = [&](const char* name) { return (*parameters)[name]; };
  read.database = value("dbname");
  read.user = value("user");
  const std::string attributes = value("target_session_attrs");
  read.primary = attributes == "read-write" || attributes == "primary";
  const std::vector<std::string> hosts = split(value("hostaddr").empty() ? value("host") : value("hostaddr"));
  const std::vector<std::string> ports = split(value("port"));
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    const std::string host = hosts[i].empty() ? "/var/run/postgresql" : hosts[i];
    read.addresses.push_back({host, port_of(ports.size() == hosts.size() ? ports[i] : ports[0])});
  }
  if (read.database.empty()) {
    return fail("the ring's database URI names no database", pg::without_password(uri),
                "postgresql://user@host:port/database");
  }
  return read;
}

}  // namespace ringfence::gateway
