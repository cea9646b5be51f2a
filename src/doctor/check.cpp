#include "doctor/check.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"

namespace ringfence::doctor {

namespace {

constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./:=@%+,";

std::string title(const Check& check) {
  return check.of.empty() ? check.kind : check.kind + " " + check.of;
}

std::string one_line(std::string text) {
  std::ranges::replace_if(
      text, [](char c) { return c == '\n' || c == '\t'; }, ' ');
  return text;
}

void add_lines(std::string& out, std::string_view label, std::string_view lines) {
  for (bool first = true; !lines.empty(); first = false) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    out += fmt::format("             {:<6}{}\n", first ? label : "", lines.substr(0, end));
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
}

std::string sum(const Report& report) {
  const auto count = [&](State state) { return std::ranges::count(report.checks, state, &Check::state); };
  std::string text =
      fmt::format("{} things looked at", report.checks.size() - static_cast<std::size_t>(count(State::not_looked)));
  for (const State state : {State::wrong, State::warning, State::not_looked}) {
    if (const auto number = count(state); number > 0) {
      text += fmt::format(", {} {}{}", number, to_text(state), state == State::warning && number > 1 ? "s" : "");
    }
  }
  return text;
}

}  // namespace

std::string_view to_text(State state) {
  switch (state) {
    case State::ok:
      return "ok";
    case State::warning:
      return "warning";
    case State::wrong:
      return "wrong";
    case State::not_looked:
      return "not looked";
  }
  return "not looked";
}

Check ok(std::string kind, std::string of, std::string message) {
  return {std::move(kind), std::move(of), State::ok, std::move(message), {}, {}};
}

Check warning(std::string kind, std::string of, std::string message, std::string why, std::string mend) {
  return {std::move(kind), std::move(of), State::warning, std::move(message), std::move(why), std::move(mend)};
}

Check wrong(std::string kind, std::string of, std::string message, std::string why, std::string mend) {
  return {std::move(kind), std::move(of), State::wrong, std::move(message), std::move(why), std::move(mend)};
}

Check not_looked(std::string kind, std::string of, std::string because) {
  return {std::move(kind), std::move(of), State::not_looked, "because " + std::move(because), {}, {}};
}

bool is_well(const Report& report) {
  return std::ranges::none_of(report.checks, [](const Check& check) {
    return check.state == State::wrong || check.state == State::not_looked;
  });
}

std::string to_text(const Report& report) {
  const std::string whose = report.ring.empty() ? "gateway" : "ring " + report.ring;
  std::string out = fmt::format("{}: {}\n", whose, report.settings_file);
  for (const Check& check : report.checks) {
    out += fmt::format("  {:<10} {}: {}\n", to_text(check.state), title(check), one_line(check.message));
    add_lines(out, "why", check.why);
    add_lines(out, "mend", check.mend);
  }
  return out + fmt::format("{}: {}: {}\n", whose, is_well(report) ? "all is well" : "not well", sum(report));
}

std::string to_json(const std::vector<Report>& reports) {
  json::array rings;
  for (const Report& report : reports) {
    json::array checks;
    for (const Check& check : report.checks) {
      checks.push_back(json::object{{"check", check.kind},
                                    {"of", check.of},
                                    {"state", to_text(check.state)},
                                    {"message", check.message},
                                    {"why", check.why},
                                    {"mend", check.mend}});
    }
    rings.push_back(json::object{{"ring", report.ring},
                                 {"settings", report.settings_file},
                                 {"well", is_well(report)},
                                 {"checks", std::move(checks)}});
  }
  return pretty(json::object{{"well", std::ranges::all_of(reports, is_well)}, {"rings", std::move(rings)}});
}

std::string shell_quoted(std::string_view text) {
  if (!text.empty() && text.find_first_not_of(plain) == std::string_view::npos) return std::string(text);
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? "'\\''" : std::string(1, c);
  return out + "'";
}

}  // namespace ringfence::doctor
