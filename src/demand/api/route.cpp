#include "demand/api/route.h"

#include <fmt/format.h>

#include "http/target.h"

namespace ringfence::demand {

namespace {

Error nothing_here() {
  return {"there is nothing here", {}, "docs/demands.md says what there is", "02000"};
}

std::optional<EventKind> step_named(std::string_view name) {
  for (const EventKind kind : every_event) {
    if (kind != EventKind::file && to_text(kind) == name) return kind;
  }
  return std::nullopt;
}

Routed allowing(Route route, std::string_view method, std::string_view allowed) {
  return {std::move(route), method == allowed ? std::string() : std::string(allowed)};
}

}  // namespace

Result<Routed> route(std::string_view method, std::string_view whole) {
  const http::Target target = http::split_target(whole);
  std::string_view path = target.path;
  if (!path.starts_with(demands_path)) return nothing_here();
  path.remove_prefix(demands_path.size());
  Route route;
  route.query = target.query;
  if (path.empty()) {
    if (method == "POST") route.to = Route::To::step;
    return Routed{std::move(route), method == "POST" || method == "GET" ? "" : "GET, POST"};
  }
  path.remove_prefix(1);
  const std::size_t slash = path.find('/');
  route.id = path.substr(0, slash);
  if (route.id.empty()) return nothing_here();
  if (slash == std::string_view::npos) {
    route.to = Route::To::show;
    return allowing(std::move(route), method, "GET");
  }
  const std::string_view what = path.substr(slash + 1);
  if (what == "document") {
    route.to = Route::To::document;
    return allowing(std::move(route), method, "GET");
  }
  const auto step = step_named(what);
  if (!step) return nothing_here();
  route.to = Route::To::step;
  route.step = *step;
  return allowing(std::move(route), method, "POST");
}

Result<Filter> read_filter(std::string_view query) {
  const auto asked = http::decoded_query(query);
  const Error wrong("this is not what a list can be asked for", {},
                    "?state= with a state as it is shown, ?overdue=true or =false", "22023");
  if (!asked) return wrong;
  Filter filter;
  for (const auto& [name, value] : *asked) {
    if (name == "overdue" && (value == "true" || value == "false")) {
      filter.overdue = value == "true";
      continue;
    }
    if (name != "state") return wrong;
    for (std::size_t i = 1; i != states; ++i) {
      if (to_text(static_cast<State>(i)) == value) filter.state = static_cast<State>(i);
    }
    if (!filter.state) return wrong;
  }
  return filter;
}

}  // namespace ringfence::demand
