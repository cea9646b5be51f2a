#include "http/places.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <maxminddb.h>

namespace ringfence::http {

struct Places::State {
  MMDB_s file{};
  ~State() { MMDB_close(&file); }
};

namespace {

// An address in numbers, and nothing that would have to be looked up.
bool is_address(const std::string& text) {
  in6_addr bytes{};
  return inet_pton(AF_INET, text.c_str(), &bytes) == 1 || inet_pton(AF_INET6, text.c_str(), &bytes) == 1;
}

template <class... Path>
std::optional<std::string> text_at(MMDB_entry_s& entry, Path... path) {
  MMDB_entry_data_s found{};
  const int status = MMDB_get_value(&entry, &found, path..., nullptr);
  if (status != MMDB_SUCCESS || !found.has_data || found.type != MMDB_DATA_TYPE_UTF8_STRING) return std::nullopt;
  return std::string(found.utf8_string, found.data_size);
}

}  // namespace

Places::Places(std::unique_ptr<State> state) : state_(std::move(state)) {}
Places::~Places() = default;

Result<std::unique_ptr<Places>> Places::open(const std::string& file) {
  auto state = std::make_unique<State>();
  const int status = MMDB_open(file.c_str(), MMDB_MODE_MMAP, &state->file);
  if (status != MMDB_SUCCESS) {
    state->file = {};
    return fail(fmt::format("could not open {} as a MaxMind DB", file), MMDB_strerror(status),
                "places = names a file such as GeoLite2-Country.mmdb");
  }
  return std::unique_ptr<Places>(new Places(std::move(state)));
}

Result<std::optional<std::string>> Places::jurisdiction_of(const std::string& address) const {
  if (!is_address(address)) {
    return Error(fmt::format("\"{}\" is no IP address", address), {}, "for example 192.0.2.1 or 2001:db8::1", "22023");
  }
  int looked_up = 0, status = MMDB_SUCCESS;
  MMDB_lookup_result_s found = MMDB_lookup_string(&state_->file, address.c_str(), &looked_up, &status);
  // An IPv6 address in a file of IPv4 alone is one that it does not know.
  if (status == MMDB_IPV6_LOOKUP_IN_IPV4_DATABASE_ERROR) return std::optional<std::string>();
  if (looked_up != 0 || status != MMDB_SUCCESS) {
    return Error("the MaxMind DB could not be read", MMDB_strerror(status), {}, "58030");
  }
  if (!found.found_entry) return std::optional<std::string>();
  auto country = text_at(found.entry, "country", "iso_code");
  if (!country) return std::optional<std::string>();
  if (const auto part = text_at(found.entry, "subdivisions", "0", "iso_code")) *country += "-" + *part;
  return country;
}

}  // namespace ringfence::http
