// What the gateway says of itself, a line each on standard error: time, what happened, and fields as name="value".
// Never a value of anybody's data: services, rings, SQLSTATEs and the words of errors that hold none.
#pragma once

#include <initializer_list>
#include <string_view>
#include <utility>

namespace ringfence::gateway {

using LogFields = std::initializer_list<std::pair<std::string_view, std::string_view>>;
void log(std::string_view happened, LogFields fields = {});

}  // namespace ringfence::gateway
