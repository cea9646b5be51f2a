#include "gateway/control/peer_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/limits.h"

namespace ringfence::gateway {

namespace {

Error not_in_protocol(std::string detail) {
  Error error = fail("the text is not in the protocol of peers", std::move(detail));
  error.sqlstate = "42601";
  return error;
}

// A word of the protocol, or a text in single quotes with '' for each quote in it.
struct Token {
  std::string text;
  bool quoted = false;
};

bool is_word_character(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// Takes one off the front. Nothing: what is there is neither.
std::optional<Token> take_token(std::string_view& left) {
  Token token;
  if (left.empty()) return std::nullopt;
  if (left.front() != '\'') {
    const std::size_t size = std::ranges::find_if_not(left, is_word_character) - left.begin();
    token.text = left.substr(0, size);
    left.remove_prefix(size);
    return size == 0 ? std::nullopt : std::optional(token);
  }
  token.quoted = true;
  for (left.remove_prefix(1); !left.empty();) {
    const char c = left.front();
    left.remove_prefix(1);
    if (c == '\0') return std::nullopt;
    if (c != '\'') {
      token.text += c;
    } else if (left.starts_with('\'')) {
      token.text += c;
      left.remove_prefix(1);
    } else {
      return token;
    }
  }
  return std::nullopt;
}

// One space between, none around.
std::optional<std::vector<Token>> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  while (true) {
    auto token = take_token(text);
    if (!token || tokens.size() == limits::peer_text_words) return std::nullopt;
    tokens.push_back(std::move(*token));
    if (text.empty()) return tokens;
    if (text.front() != ' ') return std::nullopt;
    text.remove_prefix(1);
  }
}

bool is_word(const Token& token, std::string_view word) {
  return !token.quoted && token.text == word;
}

std::optional<std::uint32_t> number(const Token& token) {
  std::uint32_t value = 0;
  const char* end = token.text.data() + token.text.size();
  const auto read = std::from_chars(token.text.data(), end, value);
  const bool whole = !token.quoted && read.ec == std::errc() && read.ptr == end;
  return whole && token.text.front() != '0' ? std::optional(value) : std::nullopt;
}

bool is_digest(const Token& token) {
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return token.quoted && token.text.size() == 64 && std::ranges::all_of(token.text, is_hex);
}

bool all_quoted(const std::vector<Token>& tokens, std::size_t from, std::size_t to) {
  return std::all_of(tokens.begin() + static_cast<std::ptrdiff_t>(from),
                     tokens.begin() + static_cast<std::ptrdiff_t>(to), [](const Token& token) { return token.quoted; });
}

std::optional<PeerQuestion> hello(const std::vector<Token>& tokens) {
  if (tokens.size() != 3 || !is_digest(tokens[2])) return std::nullopt;
  const auto protocol = number(tokens[1]);
  if (!protocol) return std::nullopt;
  return PeerHello{*protocol, tokens[2].text};
}

std::optional<PeerQuestion> home(std::vector<Token>& tokens) {
  if (tokens.size() < 3 || !all_quoted(tokens, 1, tokens.size())) return std::nullopt;
  PeerHome question{tokens[1].text, {}};
  for (std::size_t i = 2; i < tokens.size(); ++i) question.key.push_back(std::move(tokens[i].text));
  return question;
}

std::optional<PeerQuestion> lookup(const std::vector<Token>& tokens) {
  if (tokens.size() != 5 || !all_quoted(tokens, 1, 3) || !is_digest(tokens[4])) return std::nullopt;
  const auto version = number(tokens[3]);
  if (!version) return std::nullopt;
  return PeerLookup{tokens[1].text, tokens[2].text, *version, tokens[4].text};
}

std::optional<PeerQuestion> pull(const std::vector<Token>& tokens) {
  if (tokens.size() != 6 || !all_quoted(tokens, 1, 2) || !all_quoted(tokens, 3, 4)) return std::nullopt;
  const auto limit = number(tokens[5]);
  if (!is_word(tokens[2], "AFTER") || !is_word(tokens[4], "LIMIT") || !limit) return std::nullopt;
  if (*limit > limits::pull_entries) return std::nullopt;
  return PeerPull{tokens[1].text, tokens[3].text, *limit};
}

std::optional<PeerQuestion> cosign(std::vector<Token>& tokens) {
  if (tokens.size() != 2 || !tokens[1].quoted) return std::nullopt;
  return PeerCosign{std::move(tokens[1].text)};
}

std::optional<PeerQuestion> question_in(std::vector<Token>& tokens) {
  if (is_word(tokens[0], "HELLO")) return hello(tokens);
  if (is_word(tokens[0], "HOME")) return home(tokens);
  if (is_word(tokens[0], "LOOKUP")) return lookup(tokens);
  if (is_word(tokens[0], "PULL")) return pull(tokens);
  if (is_word(tokens[0], "LEDGER") && tokens.size() == 1) return PeerLedgerKey{};
  if (is_word(tokens[0], "COSIGN")) return cosign(tokens);
  return std::nullopt;
}

std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out.append(c == '\'' ? 2 : 1, c);
  return out + '\'';
}

}  // namespace

Result<PeerQuestion> parse_peer_text(std::string_view text) {
  if (text.size() > limits::peer_text_bytes) {
    Error error = fail(fmt::format("a question of a peer has at most {} bytes", limits::peer_text_bytes));
    error.sqlstate = "54000";
    return error;
  }
  auto tokens = tokens_of(text);
  if (!tokens) return not_in_protocol("It is not made of words and quoted texts with a space between each two.");
  auto question = question_in(*tokens);
  if (!question)
    return not_in_protocol("It is none of HELLO, HOME, LOOKUP, PULL, LEDGER and COSIGN as they are defined.");
  return std::move(*question);
}

std::string hello_text(const std::string& policy_sha256) {
  return fmt::format("HELLO {} {}", peer_protocol, quoted(policy_sha256));
}

std::string home_text(const std::string& table, const std::vector<std::string>& key) {
  std::string text = "HOME " + quoted(table);
  for (const std::string& value : key) text += ' ' + quoted(value);
  return text;
}

std::string lookup_text(const std::string& table, const std::string& column, std::uint32_t key_version,
                        const std::string& hash) {
  return fmt::format("LOOKUP {} {} {} {}", quoted(table), quoted(column), key_version, quoted(hash));
}

std::string ledger_key_text() {
  return "LEDGER";
}

std::string cosign_text(const std::string& request) {
  return "COSIGN " + quoted(request);
}

std::string pull_text(const std::string& table, const std::string& after, std::uint32_t limit) {
  return fmt::format("PULL {} AFTER {} LIMIT {}", quoted(table), quoted(after), limit);
}

}  // namespace ringfence::gateway
