// Parts that several messages share: values that may be NULL, and lists of format codes. For this folder only.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "gateway/wire/bytes.h"
#include "gateway/wire/few.h"

namespace ringfence::gateway::wire {

// A length, -1 for NULL, then as many bytes.
std::optional<std::string_view> read_value(Reader& in);
void write_value(Writer& out, const std::optional<std::string_view>& value);

// A count of two bytes, then as many values.
void read_values(Reader& in, Values& values);
void write_values(Writer& out, const Values& values);

// A count of two bytes, then as many codes, each 0 (text) or 1 (binary).
void read_formats(Reader& in, Formats& formats);
void write_formats(Writer& out, const Formats& formats);
// One for all, or one each.
bool fit(const Formats& formats, std::size_t values);

// A count of two bytes, then as many type OIDs.
void read_oids(Reader& in, std::vector<std::uint32_t>& oids);
void write_oids(Writer& out, const std::vector<std::uint32_t>& oids);

}  // namespace ringfence::gateway::wire
