#include "gateway/serve/metrics_text.h"

#include <fmt/format.h>

namespace ringfence::gateway {

namespace {

void add_label(std::string& text, std::string_view name, std::string_view value) {
  text += fmt::format("{}=\"", name);
  for (const char c : value) {
    if (c == '\\' || c == '"') text += '\\';
    if (c == '\n') {
      text += "\\n";
    } else {
      text += c;
    }
  }
  text += '"';
}

}  // namespace

void MetricsText::family(std::string_view name, std::string_view type, std::string_view help) {
  name_ = name;
  text_ += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
}

void MetricsText::sample(double value, const Labels& labels) {
  line(fmt::format("{}", value), labels);
}
void MetricsText::sample(std::uint64_t value, const Labels& labels) {
  line(fmt::format("{}", value), labels);
}

void MetricsText::line(std::string_view value, const Labels& labels) {
  text_ += name_ + '{';
  add_label(text_, common_, value_);
  for (const auto& [name, of] : labels) {
    text_ += ',';
    add_label(text_, name, of);
  }
  text_ += fmt::format("}} {}\n", value);
}

}  // namespace ringfence::gateway
