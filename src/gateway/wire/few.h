// A list of which most messages have a few: so many lie in the message itself, and need no memory of their own.
#pragma once

#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <optional>
#include <string_view>

namespace ringfence::gateway::wire {

template <class Item>
using Few = boost::container::small_vector<Item, 4>;

using Formats = Few<std::uint16_t>;                   // 0: text, 1: binary
using Values = Few<std::optional<std::string_view>>;  // nothing: NULL

}  // namespace ringfence::gateway::wire
