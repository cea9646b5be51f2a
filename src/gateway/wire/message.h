// What all messages have in common. A message is one struct with
//   static constexpr char type           the letter that begins it
//   static constexpr std::string_view name
//   void read(Reader&)                   its payload, field by field
//   void write(Writer&) const            the same, back
// so that there is one place that encodes and one that decodes, and decoding is strict: left-over bytes are refused,
// and encode(decode(x)) is x. Source: PostgreSQL 15, "Message Formats" (55.7). Views in a decoded message live as long
// as its payload.
#pragma once

#include <string>
#include <string_view>

#include "gateway/wire/bytes.h"

namespace ringfence::gateway::wire {

template <class Message>
Result<Message> decode(std::string_view payload) {
  Result<Message> message{Message()};  // made where the caller has it, and not moved there
  Reader in(payload);
  message->read(in);
  if (Status whole = in.finish(Message::name); !whole) message = whole.error();
  return message;
}

// Appends the whole message, its letter and length included.
template <class Message>
void encode(const Message& message, std::string& out) {
  out.push_back(Message::type);
  const std::size_t length_at = out.size();
  out.append(4, '\0');
  Writer writer(out);
  message.write(writer);
  patch_length(out, length_at);
}

template <class Message>
std::string encode(const Message& message) {
  std::string out;
  encode(message, out);
  return out;
}

// A message that is its letter and nothing else.
template <char letter>
struct Bare {
  static constexpr char type = letter;
  void read(Reader&) {}
  void write(Writer&) const {}
  bool operator==(const Bare&) const = default;
};

}  // namespace ringfence::gateway::wire
