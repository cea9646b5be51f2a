// What changed between two texts, line by line. Pure.
#pragma once

#include <string>
#include <string_view>

namespace ringfence {

// For each place where they differ a line `@@ -line,count +line,count @@`, then the lines that went, each behind `-`,
// and those that came, each behind `+`. Empty: no line differs. Few differences are shown as few; texts that differ in
// more than limits::diff_edits lines are shown as one change from their first difference to their last.
std::string line_diff(std::string_view before, std::string_view after);

}  // namespace ringfence
