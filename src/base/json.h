// Boost.JSON, compiled in json.cpp.
#pragma once

#include <boost/json.hpp>

#include <string>

namespace ringfence {

namespace json = boost::json;

// Two-space indented, keys in the order they were put in: what `--json` prints.
std::string pretty(const json::value& value);

}  // namespace ringfence
