// Where an address ends that stands in a text. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ringfence::intake {

struct Span {
  std::string written;  // whole, also where the text breaks it into lines
  std::size_t to;       // past its last byte in the text
};

// `from` is where its scheme begins, or its host; `body` where what follows the scheme does.
Span read_address(std::string_view text, std::size_t from, std::size_t body);

bool is_ascii_alnum(char c);
// "http://" or "https://", also hxxp, git, ssh, ftp: how long it is with its slashes; 0: none begins there.
std::size_t scheme_length(std::string_view text, std::size_t at);

}  // namespace ringfence::intake
