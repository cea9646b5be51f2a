#include "gateway/serve/settings_values.h"

#include <array>
#include <charconv>
#include <utility>

namespace ringfence::gateway {

namespace {

constexpr int usual_port = 6432;
constexpr std::int64_t longest = 366LL * 24 * 3600 * 1000;

template <class Number>
std::optional<Number> whole_number(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole ? std::optional(number) : std::nullopt;
}

std::optional<int> read_port(std::string_view text) {
  const auto port = whole_number<int>(text);
  return port && *port >= 1 && *port <= 65535 ? port : std::nullopt;
}

std::optional<Address> address_of(std::string_view host, std::optional<std::string_view> port) {
  if (host.empty()) return std::nullopt;
  if (!port) return Address{std::string(host), usual_port};
  const auto number = read_port(*port);
  return number ? std::optional(Address{std::string(host), *number}) : std::nullopt;
}

}  // namespace

std::optional<std::chrono::milliseconds> read_duration(std::string_view text) {
  if (text == "0") return std::chrono::milliseconds(0);
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto number = whole_number<std::int64_t>(text.substr(0, digits));
  if (!number) return std::nullopt;
  static constexpr std::array<std::pair<std::string_view, std::int64_t>, 5> units = {
      {{"ms", 1}, {"s", 1000}, {"min", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};
  for (const auto& [name, milliseconds] : units) {
    if (text.substr(digits) != name) continue;
    if (*number > longest / milliseconds) return std::nullopt;
    return std::chrono::milliseconds(*number * milliseconds);
  }
  return std::nullopt;
}

std::optional<Address> read_address(std::string_view text) {
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view rest = text.substr(end + 1);
    if (!rest.empty() && !rest.starts_with(':')) return std::nullopt;
    return address_of(text.substr(1, end - 1), rest.empty() ? std::nullopt : std::optional(rest.substr(1)));
  }
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return address_of(text, std::nullopt);
  const bool is_path = text.starts_with('/');
  // Which of an IPv6 address's colons begins the port nobody can tell; a directory may have one in its name.
  if (!is_path && text.find(':') != colon) return std::nullopt;
  if (is_path && !read_port(text.substr(colon + 1))) return address_of(text, std::nullopt);
  return address_of(text.substr(0, colon), text.substr(colon + 1));
}

bool is_loopback(std::string_view host) {
  return host == "127.0.0.1" || host == "::1" || host == "localhost";
}

std::optional<WebAddress> read_web_address(std::string_view text) {
  WebAddress address;
  for (const std::string_view scheme : {"https", "http"}) {
    if (text.starts_with(scheme) && text.substr(scheme.size()).starts_with("://")) address.scheme = scheme;
  }
  if (address.scheme.empty()) return std::nullopt;
  const std::string_view authority = text.substr(address.scheme.size() + 3);
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789.-:[]";
  if (authority.empty() || authority.find_first_not_of(letters) != std::string_view::npos) return std::nullopt;
  const bool has_port = authority.back() != ']' && authority.rfind(':') != std::string_view::npos;
  const auto where = read_address(has_port ? std::string(authority) : std::string(authority) + ":1");
  if (!where || (address.scheme == "http" && !is_loopback(where->host))) return std::nullopt;
  const int usual = address.scheme == "https" ? 443 : 80;
  address.authority = authority.substr(0, has_port && where->port == usual ? authority.rfind(':') : authority.size());
  return address;
}

}  // namespace ringfence::gateway
