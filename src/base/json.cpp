#include "base/json.h"

#include <boost/json/src.hpp>

namespace ringfence {

namespace {

void write(const json::value& value, std::string& out, std::size_t depth) {
  const auto new_line = [&](std::size_t at) { out += '\n', out.append(at * 2, ' '); };
  if (const auto* object = value.if_object(); object != nullptr && !object->empty()) {
    out += '{';
    for (auto member = object->begin(); member != object->end(); ++member) {
      if (member != object->begin()) out += ',';
      new_line(depth + 1);
      out += json::serialize(json::string(member->key())) + ": ";
      write(member->value(), out, depth + 1);
    }
    new_line(depth);
    out += '}';
  } else if (const auto* array = value.if_array(); array != nullptr && !array->empty()) {
    out += '[';
    for (std::size_t i = 0; i < array->size(); ++i) {
      if (i > 0) out += ',';
      new_line(depth + 1);
      write((*array)[i], out, depth + 1);
    }
    new_line(depth);
    out += ']';
  } else {
    out += json::serialize(value);
  }
}

}  // namespace

std::string pretty(const json::value& value) {
  std::string out;
  write(value, out, 0);
  return out + '\n';
}

}  // namespace ringfence
