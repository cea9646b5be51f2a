#include "demand/intake/address.h"

#include <algorithm>

#include "base/ascii.h"

namespace ringfence::intake {

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const int high = text[at] == '%' && at + 2 < text.size() ? hex_digit(text[at + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[at + 2]) : -1;
    if (low < 0) {
      out.push_back(text[at]);
    } else {
      out.push_back(static_cast<char>(high * 16 + low));
      at += 2;
    }
  }
  return out;
}

bool is_host(std::string_view host) {
  if (host.empty() || host.size() > 253 || host.front() == '.' || host.front() == '-') return false;
  if (host.find('.') == std::string_view::npos || host.find("..") != std::string_view::npos) return false;
  return std::ranges::all_of(host, [](unsigned char c) {
    return c >= 0x80 || c == '.' || c == '-' || c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
  });
}

std::optional<std::string> scheme_of(std::string_view written) {
  const std::string scheme = lower_ascii(written);
  if (scheme == "http" || scheme == "hxxp") return "http";
  if (scheme == "https" || scheme == "hxxps" || scheme == "git" || scheme == "ssh" || scheme == "git+https" ||
      scheme == "git+ssh") {
    return "https";
  }
  if (scheme == "ftp") return "ftp";
  return std::nullopt;
}

// The value of a parameter that names another address: safelinks' url, a search engine's q.
std::optional<std::string> leads_to(const Address& address) {
  const bool filter = address.host.ends_with("safelinks.protection.outlook.com");
  const bool search = (address.host == "www.google.com" || address.host == "google.com") && address.path == "/url";
  if (!filter && !search) return std::nullopt;
  std::string_view rest = address.query;
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    for (const std::string_view name : {"url=", "q="}) {
      if (!pair.starts_with(name)) continue;
      std::string target = percent_decoded(pair.substr(name.size()));
      if (target.starts_with("http://") || target.starts_with("https://")) return target;
    }
  }
  return std::nullopt;
}

void split_host(std::string_view authority, Address& out) {
  if (const std::size_t user = authority.rfind('@'); user != std::string_view::npos) authority.remove_prefix(user + 1);
  out.host = lower_ascii(authority);
  while (out.host.ends_with('.')) out.host.pop_back();
  for (const std::string_view port : {out.scheme == "https" ? ":443" : ":80", ":"}) {
    if (out.host.ends_with(port)) out.host.resize(out.host.size() - port.size());
  }
}

}  // namespace

std::string Address::text() const {
  if (scheme == "mailto") return scheme + ":" + path;
  std::string out = scheme + "://" + host + path;
  if (!query.empty()) out += "?" + query;
  return out;
}

std::string Address::key() const {
  std::string_view where = host;
  if (where.starts_with("www.")) where.remove_prefix(4);
  std::string_view short_path = path;
  while (short_path.ends_with('/')) short_path.remove_suffix(1);
  if (short_path.ends_with(".git") && is_platform_host(where)) short_path.remove_suffix(4);
  std::string out = std::string(where) + percent_decoded(short_path);
  if (!query.empty()) out += "?" + percent_decoded(query);
  return out;
}

std::optional<Address> parse_address(std::string_view written) {
  const std::size_t colon = written.find("://");
  if (colon == std::string_view::npos) return std::nullopt;
  const auto scheme = scheme_of(written.substr(0, colon));
  if (!scheme) return std::nullopt;
  Address out;
  out.scheme = *scheme;
  std::string_view rest = written.substr(colon + 3);
  rest = rest.substr(0, rest.find('#'));
  const std::size_t host_end = std::min(rest.find_first_of("/?"), rest.size());
  split_host(rest.substr(0, host_end), out);
  rest.remove_prefix(host_end);
  out.path = rest.substr(0, rest.find('?'));
  rest.remove_prefix(out.path.size());
  const bool given_to_git = !equal_but_case(written.substr(0, 4), "http") && out.scheme == "https" &&
                            !equal_but_case(written.substr(0, 4), "hxxp");
  if (given_to_git && out.path.ends_with(".git")) out.path.resize(out.path.size() - 4);
  if (!rest.empty()) out.query = rest.substr(1);
  const std::string_view bare_host = std::string_view(out.host).substr(0, out.host.find(':'));
  const std::string_view port = std::string_view(out.host).substr(std::min(bare_host.size() + 1, out.host.size()));
  if (!is_host(bare_host) || port.size() > 5) return std::nullopt;
  if (!std::ranges::all_of(port, [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
  if (const auto target = leads_to(out)) {
    auto inner = parse_address(*target);
    if (inner && !leads_to(*inner)) return inner;
  }
  return out;
}

}  // namespace ringfence::intake
