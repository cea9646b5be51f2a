// Names in a policy: which are well formed, how SQL's dotted ones are read, and which one a mistyped one was meant to
// be.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ringfence::policy {

// Lower-case letters, digits and hyphens, beginning with a letter: `transfer_<ring>_<purpose>` must be read one way.
bool is_ring_name(std::string_view name);
// The same, and underscores.
bool is_purpose_name(std::string_view name);
// Of services and rules: letters, digits and . _ @ - beginning with a letter or digit.
bool is_plain_name(std::string_view name);

// `app.person`, `"we.ird"."Per son"` -> the parts, never folded. Nothing: a quote not closed, an empty part, text that
// follows a closing quote, a part PostgreSQL could not hold.
std::optional<std::vector<std::string>> split_dotted(std::string_view text);
// One part as it would be written in SQL: quoted only where it has to be.
std::string readable(std::string_view part);

// The candidate that is most like `word`, if any is like enough.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);
// "did you mean "x"?", or `otherwise`.
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates,
                         std::string_view otherwise = {});

// "a", "b" and 3 more
std::string listed(std::span<const std::string> names, std::size_t at_most = 8);

}  // namespace ringfence::policy
