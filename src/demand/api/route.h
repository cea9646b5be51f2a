// What a call is for, by its method and path. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "demand/case/event.h"

namespace ringfence::demand {

inline constexpr std::string_view demands_path = "/v1/demands";

struct Route {
  enum class To { list, show, document, step } to = To::list;
  EventKind step = EventKind::file;
  std::string id;     // as it was given; empty: of list and file
  std::string query;  // decoded later
};

// 02000: there is nothing there; 405 is told by `allow`, which then says what may be asked there.
struct Routed {
  Route route;
  std::string allow;  // empty: the method is right
};
Result<Routed> route(std::string_view method, std::string_view target);

// Of the query of a list: ?state=held&overdue=true. 22023: it is something else.
struct Filter {
  std::optional<State> state;
  std::optional<bool> overdue;
};
Result<Filter> read_filter(std::string_view query);

}  // namespace ringfence::demand
