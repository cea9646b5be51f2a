// The shape of a statement: its text without its literals, comments and needless space. Statements of one shape are
// parsed and decided once. One pass, no allocation once its buffers have grown, PostgreSQL's own lexical rules (15,
// chapter 4.1) under standard_conforming_strings = on, and UTF-8: a session in which either is otherwise must not use
// it.
//
// A shape that hides a difference would be a hole. So literals are replaced only where a parameter may stand for them:
// what is decided about a shape is decided about parameterised(), the same statement with parameters, which knows less
// than the statement itself. Whatever is not understood has no shape.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ringfence::gateway {

// Where something stands in the statement's text: [begin, end).
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool operator==(const Span&) const = default;
};

class Shaper {
 public:
  // Reads `statement` (one or several); what the other functions say is about it, until the next call. False: it has no
  // shape (unterminated, U& strings, psql's variables …), and only the parser can tell.
  bool read(std::string_view statement);

  // Equal for statements that differ only in literals, comments and space. Not SQL.
  [[nodiscard]] std::string_view key() const { return {key_.data() + tag_bytes, key_size_ - tag_bytes}; }
  // The same with `tag` before it: one key for a shape and what else decides. Valid until the next call of either.
  [[nodiscard]] std::string_view tagged_key(std::uint64_t tag);
  // The literals that key() leaves out, in order.
  [[nodiscard]] std::span<const Span> literals() const { return literals_; }
  // /* … */ and -- comments, in order, their marks included.
  [[nodiscard]] std::span<const Span> comments() const { return comments_; }

  // The statement with parameter $first, $first + 1 … in place of its literals.
  [[nodiscard]] std::string parameterised(unsigned first) const;
  // The highest parameter that the statement itself has; 0: none.
  [[nodiscard]] unsigned highest_parameter() const { return highest_parameter_; }

 private:
  struct Scan;
  static constexpr std::size_t tag_bytes = sizeof(std::uint64_t);
  bool scan();
  std::string_view statement_;
  std::vector<char> key_ = std::vector<char>(tag_bytes);  // a tag's room first
  std::size_t key_size_ = tag_bytes;
  std::vector<Span> literals_;
  std::vector<Span> comments_;
  unsigned highest_parameter_ = 0;
};

// A key() for people to read: ? for each literal, and nothing behind what might be one that the key keeps. At most
// `most` bytes.
std::string shown_shape(std::string_view key, std::size_t most);

// What a literal of key() stands for: 'it''s' -> it's, 42 -> 42, $$x$$ -> x. Nothing: only the parser can tell (E'\n',
// B'1').
std::optional<std::string> literal_value(std::string_view literal);

}  // namespace ringfence::gateway
