#include "gateway/session/prepared.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"

namespace ringfence::gateway {

namespace {

bool has(const Prepared& prepared, std::uint64_t statement) {
  return prepared.statement->id == statement || (prepared.anew && prepared.anew->id == statement);
}

std::size_t bytes_of(std::string_view name, const Prepared& prepared) {
  return name.size() + prepared.statement->text.size() + (prepared.anew ? prepared.anew->text.size() : 0);
}

}  // namespace

Prepared* PreparedStatements::find(std::string_view name) {
  if (name.empty()) return unnamed_.get();
  const auto found = named_.find(name);
  return found == named_.end() ? nullptr : &found->second;
}

const Prepared* PreparedStatements::find_statement(std::uint64_t id) const {
  if (unnamed_ && has(*unnamed_, id)) return unnamed_.get();
  const auto found = std::ranges::find_if(named_, [&](const auto& one) { return has(one.second, id); });
  return found == named_.end() ? nullptr : &found->second;
}

Status PreparedStatements::add(std::string_view name, Prepared&& prepared) {
  if (name.empty()) {
    if (unnamed_) {
      *unnamed_ = std::move(prepared);
    } else {
      unnamed_ = std::make_unique<Prepared>(std::move(prepared));
    }
    return {};
  }
  if (named_.contains(name)) {
    return Error{fmt::format("prepared statement \"{}\" already exists", name), {}, {}, "42P05"};
  }
  const std::size_t bytes = bytes_of(name, prepared);
  if (named_.size() >= limits::prepared_statements || bytes_ + bytes > limits::prepared_bytes) {
    return Error{"too many prepared statements for one session",
                 fmt::format("{} of them, {} bytes", named_.size(), bytes_),
                 "close those that are no longer used, or DEALLOCATE ALL", "54000"};
  }
  bytes_ += bytes;
  prepared.bytes = bytes;
  named_.emplace(std::string(name), std::move(prepared));
  return {};
}

void PreparedStatements::remove(std::string_view name) {
  if (name.empty()) {
    unnamed_.reset();
    return;
  }
  const auto found = named_.find(name);
  if (found == named_.end()) return;
  bytes_ -= found->second.bytes;
  named_.erase(found);
}

void PreparedStatements::count_again(Prepared& prepared, std::string_view name) {
  if (prepared.bytes == 0) return;
  bytes_ -= prepared.bytes;
  prepared.bytes = bytes_of(name, prepared);
  bytes_ += prepared.bytes;
}

}  // namespace ringfence::gateway
