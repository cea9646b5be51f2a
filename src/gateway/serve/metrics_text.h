// Prometheus' text format, 0.0.4: families in the order they are begun, each with its help and type.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ringfence::gateway {

class MetricsText {
 public:
  using Labels = std::vector<std::pair<std::string_view, std::string_view>>;

  // `common`: a label that every sample has.
  MetricsText(std::string_view common, std::string_view value) : common_(common), value_(value) {}
  // `type`: counter or gauge. Its samples follow before the next family begins.
  void family(std::string_view name, std::string_view type, std::string_view help);
  void sample(double value, const Labels& labels = {});
  void sample(std::uint64_t value, const Labels& labels = {});
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  void line(std::string_view value, const Labels& labels);

  std::string common_, value_, name_, text_;
};

}  // namespace ringfence::gateway
