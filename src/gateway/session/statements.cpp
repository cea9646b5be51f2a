#include "gateway/session/statements.h"

namespace ringfence::gateway {

void Statements::write_key(std::string& out, std::string_view text, const std::vector<std::uint32_t>& types) {
  out.assign(reinterpret_cast<const char*>(types.data()), types.size() * sizeof(std::uint32_t));
  out.push_back('\0');  // no text holds one, and where the types end is told by it counted from the end
  out.append(text);
}

Statements::Held Statements::intern(std::string_view text, const std::vector<std::uint32_t>& types) {
  write_key(key_, text, types);
  if (const auto found = known_.find(std::string_view(key_)); found != known_.end()) {
    if (Held held = found->second.lock()) return held;
    known_.erase(found);
  }
  const std::uint64_t id = ++last_;
  const std::weak_ptr<Known> shared = shared_;
  Held held(new Statement{id, std::string(text), types}, [shared](const Statement* gone) {
    if (const auto known = shared.lock()) {
      std::string key;
      write_key(key, gone->text, gone->types);
      const auto found = known->find(std::string_view(key));
      if (found != known->end() && found->second.expired()) known->erase(found);
    }
    delete gone;
  });
  known_.emplace(key_, held);
  return held;
}

void Statements::retire(const Statement& statement) {
  write_key(key_, statement.text, statement.types);
  const auto found = known_.find(std::string_view(key_));
  if (found == known_.end()) return;
  const Held held = found->second.lock();
  if (held && held->id == statement.id) known_.erase(found);
}

}  // namespace ringfence::gateway
