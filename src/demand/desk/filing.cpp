#include "demand/desk/filing.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/sha256.h"
#include "demand/desk/words.h"

namespace ringfence::demand {

namespace {

Error no_such(std::string message, std::string hint) {
  return {std::move(message), {}, std::move(hint), "22023"};
}

Result<std::optional<policy::Date>> read_day(const std::string& text) {
  if (text.empty()) return std::optional<policy::Date>();
  const auto date = policy::read_date(text);
  if (!date) return no_such(fmt::format("\"{}\" is no date", text), "for example 2027-01-31");
  return std::optional(*date);
}

}  // namespace

Result<Says> read_words(const Filing& filing, const std::string& ring, std::uint64_t now) {
  Says says = filing.says;
  const auto kind = read_kind(filing.kind);
  if (!kind) {
    return no_such(fmt::format("\"{}\" is no kind of demand", filing.kind), "disclose, preserve or withhold");
  }
  says.kind = *kind;
  says.ring = ring;
  const auto sealed_until = read_day(filing.sealed_until);
  if (!sealed_until) return sealed_until.error();
  says.sealed_until = *sealed_until;
  const auto until = read_day(filing.until);
  if (!until) return until.error();
  says.until = *until;
  const auto received = filing.received.empty() ? now : read_time(filing.received);
  if (!received) {
    return no_such(fmt::format("\"{}\" is no time", filing.received), "2026-01-31 or 2026-01-31T14:30, UTC");
  }
  says.received = *received;
  const auto within =
      filing.deadline.empty() ? (says.emergency ? emergency_deadline : usual_deadline) : read_duration(filing.deadline);
  if (!within) {
    return no_such(fmt::format("\"{}\" is no deadline", filing.deadline), "8h, or 10d, from when it came");
  }
  says.deadline = says.received + *within;
  return says;
}

void attach(Wish& wish, const std::string& name, std::string bytes) {
  wish.says->document = std::filesystem::path(name).filename().string();
  wish.says->document_sha256 = to_hex(sha256(bytes));
  wish.document = std::move(bytes);
}

Status complete(pg::Connection& connection, const policy::Policy& policy, const Filing& filing, Wish& wish) {
  auto columns = expand_columns(connection, policy, filing.columns);
  if (!columns) return columns.error();
  wish.says->columns = std::move(*columns);
  RINGFENCE_TRY(canonical_accounts(connection, policy, wish.says->accounts));
  if (wish.kind == EventKind::file) return {};
  const auto before = read_demand(connection, wish.id);
  if (!before) return before.error();
  wish.says->document = before->demand.says.document;
  wish.says->document_sha256 = before->demand.says.document_sha256;
  return {};
}

}  // namespace ringfence::demand
