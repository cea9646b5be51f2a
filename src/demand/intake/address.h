// One address: its canonical form, what makes two of them the same, and what its host is. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ringfence::intake {

struct Address {
  std::string scheme;  // lower case
  std::string host;    // lower case, with a port that is not the scheme's own
  std::string path;    // as written; empty or begins with /
  std::string query;   // without the question mark; a lone question mark is none

  [[nodiscard]] std::string text() const;
  // Addresses of one thing: http or https, with or without "www." and a closing slash, percent-encoded or not.
  [[nodiscard]] std::string key() const;
};

// `written` begins with a scheme and "://". Unclickable schemes (hxxp) are what they stand for, git's become https;
// the fragment goes. Addresses that only lead to another one (a mail filter's, a search engine's) become that one.
// Nothing: no host that could be one.
std::optional<Address> parse_address(std::string_view written);

enum class HostKind {
  platform,    // a code host's: content can be there
  policy,      // a code host's own: terms, help, its own records
  government,  // an authority's: gov.ru, gov.hk, police.uk, …
  law,         // texts of laws
  store,       // an application store
  reference,   // search engines, encyclopaedias, social networks, the press
  other
};
HostKind host_kind(const Address& address);
// The platform itself and nothing on it: https://github.com/.
bool is_platform_root(const Address& address);
// Hosts that are a code host's, also without a scheme: github.com, user.github.io, raw.githubusercontent.com.
bool is_platform_host(std::string_view host);

}  // namespace ringfence::intake
