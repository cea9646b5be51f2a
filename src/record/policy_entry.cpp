#include "record/policy_entry.h"

#include <fmt/format.h>

#include <cerrno>
#include <charconv>

#include "base/limits.h"
#include "base/line_diff.h"
#include "ledger/source.h"

namespace ringfence::record {

namespace {

constexpr std::string_view head = "ringfence-policy-1 ";

std::string file_text(std::uint64_t number, const std::string& sha256, std::string_view text) {
  return fmt::format("{}{} {}\n{}", head, number, sha256, text);
}

class Book {
 public:
  Book(ledger::Files& files, ledger::Store& store, const std::string& folder)
      : files_(files), store_(store), folder_(folder), log_(ledger::files_source(files, folder + "/log")) {}

  Result<std::optional<RecordedPolicy>> last() {
    RINGFENCE_TRY(store_.publish());
    auto recorded = read("recorded");
    if (!recorded) return recorded.error();
    auto pending = read("pending");
    if (!pending) return pending.error();
    is_pending_ = pending->has_value();
    if (*recorded) {
      const auto there = is_of(**recorded);
      if (!there) return there.error();
      if (!*there) recorded->reset();
    }
    std::uint64_t begin = *recorded ? (*recorded)->index + 1 : 0;
    if (*recorded && !*pending) return recorded;
    if (*recorded) begin = std::max(begin, (*pending)->index);
    auto found = search(begin);
    if (!found) return found.error();
    if (!*found) return recorded;
    if (*pending && (*pending)->sha256 == (*found)->sha256) (*found)->text = (*pending)->text;
    return found;
  }

  Result<PolicyEntry> put(const policy::ShownText& policy, std::uint64_t time) {
    const auto before = last();
    if (!before) return before.error();
    const bool same = *before && (*before)->sha256 == policy.sha256;
    PolicyEntry entry{same ? (*before)->index : 0, !same, {}, {}};
    if (!same) {
      entry.old_sha256 = *before ? (*before)->sha256 : std::string();
      const auto made =
          ledger::make_entry(ledger::PolicyChange{entry.old_sha256, policy.sha256, told_change(*before, policy)}, time);
      if (!made) return made.error();
      RINGFENCE_TRY(ledger::make_folders_synced(files_, folder_ + "/policy", 0700));
      RINGFENCE_TRY(write("pending", file_text(store_.size(), policy.sha256, policy.text)));
      is_pending_ = true;
      auto index = store_.commit({ledger::Append{made->bytes(), {}}});
      if (!index) return index.error();
      entry.index = *index;
      if (const Status published = store_.publish(); !published) entry.kept = published.error();
    }
    if (is_pending_ || !(*before)->text) {
      if (const Status kept = settle(entry.index, policy); !kept) entry.kept = kept.error();
    }
    return entry;
  }

 private:
  [[nodiscard]] std::string at(std::string_view name) const { return folder_ + "/policy/" + std::string(name); }
  Status write(std::string_view name, const std::string& bytes) {
    return ledger::replace_file(files_, at(name), bytes, 0600);
  }

  Result<std::optional<RecordedPolicy>> read(std::string_view name) {
    const auto bytes = ledger::OpenFile::read_if_there(files_, at(name), limits::recorded_policy_bytes);
    if (!bytes) return bytes.error();
    return *bytes ? parse_recorded(**bytes) : std::nullopt;
  }

  Status settle(std::uint64_t index, const policy::ShownText& policy) {
    RINGFENCE_TRY(ledger::make_folders_synced(files_, folder_ + "/policy", 0700));
    RINGFENCE_TRY(write("recorded", file_text(index, policy.sha256, policy.text)));
    const int removed = files_.remove(at("pending"));
    if (removed < 0 && removed != -ENOENT) return ledger::system_error("remove", at("pending"), removed);
    return {};
  }

  Result<std::vector<std::string>> bundle(std::uint64_t index) {
    const std::uint64_t width = std::min(store_.size() - index * ledger::tile_width, ledger::tile_width);
    return ledger::read_bundle(*log_, {std::nullopt, index, static_cast<unsigned>(width)});
  }

  static std::optional<RecordedPolicy> policy_in(const std::string& bytes, std::uint64_t index) {
    if (bytes.find("\"kind\":\"policy\"") == std::string::npos) return std::nullopt;
    const auto entry = ledger::parse_entry(bytes);
    if (!entry || entry->kind() != "policy") return std::nullopt;
    return RecordedPolicy{index, std::string(entry->text("new")), std::nullopt};
  }

  Result<bool> is_of(const RecordedPolicy& recorded) {
    if (recorded.index >= store_.size()) return false;
    const auto entries = bundle(recorded.index / ledger::tile_width);
    if (!entries) return entries.error();
    const auto found = policy_in(entries->at(recorded.index % ledger::tile_width), recorded.index);
    return found && found->sha256 == recorded.sha256;
  }

  // The last one from `begin` on.
  Result<std::optional<RecordedPolicy>> search(std::uint64_t begin) {
    for (std::uint64_t end = store_.size(); end > begin;) {
      const std::uint64_t index = (end - 1) / ledger::tile_width;
      const auto entries = bundle(index);
      if (!entries) return entries.error();
      const std::uint64_t first = index * ledger::tile_width;
      for (; end > std::max(begin, first); --end) {
        if (auto found = policy_in(entries->at(end - 1 - first), end - 1)) return found;
      }
    }
    return std::optional<RecordedPolicy>();
  }

  ledger::Files& files_;
  ledger::Store& store_;
  const std::string& folder_;
  std::unique_ptr<ledger::Source> log_;
  bool is_pending_ = false;
};

}  // namespace

std::optional<RecordedPolicy> parse_recorded(std::string_view bytes) {
  if (!bytes.starts_with(head)) return std::nullopt;
  bytes.remove_prefix(head.size());
  RecordedPolicy recorded;
  const auto read = std::from_chars(bytes.data(), bytes.data() + bytes.size(), recorded.index);
  if (read.ec != std::errc()) return std::nullopt;
  bytes.remove_prefix(static_cast<std::size_t>(read.ptr - bytes.data()));
  constexpr std::size_t digits = 64;
  if (bytes.size() < digits + 2 || bytes[0] != ' ' || bytes[digits + 1] != '\n') return std::nullopt;
  recorded.sha256 = bytes.substr(1, digits);
  recorded.text = std::string(bytes.substr(digits + 2));
  return recorded;
}

std::string recorded_path(const std::string& ledger) {
  return ledger + "/policy/recorded";
}

std::string told_change(const std::optional<RecordedPolicy>& before, const policy::ShownText& policy) {
  if (!before) return "(the first)\n";
  if (!before->text) return "(what it was before is not known here)\n";
  std::string diff = line_diff(*before->text, policy.text);
  return diff.empty() ? "(what has changed is not shown: addresses of databases, or line ends)\n" : diff;
}

Result<std::optional<RecordedPolicy>> last_recorded(ledger::Files& files, ledger::Store& store,
                                                    const std::string& folder) {
  return Book(files, store, folder).last();
}

Result<PolicyEntry> put_on_record(ledger::Files& files, ledger::Store& store, const std::string& folder,
                                  const policy::ShownText& policy, std::uint64_t time) {
  return Book(files, store, folder).put(policy, time);
}

}  // namespace ringfence::record
