// Text within a page of HTML, in elements and in attributes with double quotes. Pure.
#pragma once

#include <string>
#include <string_view>

namespace ringfence {

inline std::string html_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
  return out;
}

}  // namespace ringfence
