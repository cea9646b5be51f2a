// A notice's text, and what is proposed of it.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "demand/intake/proposal.h"

namespace ringfence::intake {

inline Proposal read(std::string_view text, std::string_view path = "n.md") {
  auto proposal = read_notice(path, text);
  EXPECT_TRUE(proposal) << proposal.error().message;
  return proposal ? *proposal : Proposal{};
}
inline std::vector<std::string> content(std::string_view text) {
  std::vector<std::string> out;
  for (const Place& each : read(text).content) out.push_back(each.address);
  return out;
}
inline std::vector<std::string> excluded(std::string_view text) {
  std::vector<std::string> out;
  for (const Place& each : read(text).excluded) out.push_back(each.address + ": " + each.why);
  return out;
}

}  // namespace ringfence::intake
