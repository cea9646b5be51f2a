// The texts SCRAM is made of: attributes, a letter and a value each, with commas between. For this folder only.
#pragma once

#include <optional>
#include <string_view>

namespace ringfence::gateway {

// Takes attributes off the front of a message, in the order they must have. What is wrong sticks.
class Attributes {
 public:
  explicit Attributes(std::string_view message) : left_(message) {}
  // The value of the next attribute, which must have this letter.
  std::string_view take(char letter);
  // The text up to the next comma, whatever it is.
  std::string_view take_field();
  // Nothing was wrong, and nothing is left but extensions, which RFC 5802 lets one pass over.
  [[nodiscard]] bool finished() const;
  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] std::string_view left() const { return left_; }

 private:
  std::string_view left_;
  bool good_ = true;
};

// Printable ASCII without a comma, at least one.
bool is_nonce(std::string_view text);

}  // namespace ringfence::gateway
