#include "gateway/session/copy_in.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "gateway/wire/copy.h"

namespace ringfence::gateway {

CopyIn::CopyIn(Start start)
    : start_(std::move(start)),
      rows_(*start_.statement->copy),
      here_(static_cast<std::size_t>(start_.knowledge->here - start_.knowledge->policy.rings.data())),
      scanner_(rows_) {
  whose_.root = start_.statement->copy_root;
  whose_.new_subject = rows_.new_subject;
  whose_.types = key_types(whose_, *start_.knowledge);
}

// The catalogue may be older than the table.
CopyIn::Next CopyIn::begins(std::size_t columns) {
  if (columns != rows_.fields) {
    return refuse({fmt::format("{} has other columns than the gateway knows", policy::to_text(rows_.table)),
                   fmt::format("COPY brings {} of them, {} are known", columns, rows_.fields),
                   "its schema has just changed: try again in a moment", "40001"});
  }
  if (start_.declared.empty() || whose_.new_subject) return Next::data;
  auto declared = question_for_declared(*start_.knowledge, *start_.statement, start_.declared);
  if (!declared) return refuse(declared.error());
  declared_ = std::move(*declared);
  return Next::data;
}

// Rings are numbers, which mean the same as long as the policy is the same.
CopyIn::Next CopyIn::knows(const std::shared_ptr<const Knowledge>& knowledge) {
  if (knowledge == start_.knowledge) return Next::data;
  if (knowledge->policy.sha256 != start_.knowledge->policy.sha256) {
    return refuse({"the policy has changed during this COPY", "nothing of it is stored", "begin it again", "40001"});
  }
  start_.knowledge = knowledge;
  whose_.types = key_types(whose_, *knowledge);
  return Next::data;
}

CopyIn::Next CopyIn::take(std::string_view data, HomeCache& homes, std::string& out) {
  if (kept_.empty()) return go_on(data, false, homes, out);
  kept_.append(data);
  return go_on(kept_, false, homes, out);
}

CopyIn::Next CopyIn::end(HomeCache& homes, std::string& out) {
  return go_on(kept_, true, homes, out);
}

// `data` is what is kept, or what would have to be.
CopyIn::Next CopyIn::go_on(std::string_view data, bool last, HomeCache& homes, std::string& out) {
  std::size_t at = scanned_;
  Next next = scan(data, at, last, homes);
  if (next == Next::data && !pending_.empty()) next = Next::ask_here;
  const std::size_t decided = next == Next::data ? at : 0;
  if (decided > 0) wire::encode(wire::CopyData{data.substr(0, decided)}, out);
  if (data.data() == kept_.data()) {
    kept_.resize(data.size());
    kept_.erase(0, decided);
  } else {
    kept_.assign(data.substr(decided));
  }
  scanned_ = at - decided;
  if (next == Next::data && kept_.size() - scanned_ > limits::copy_row_bytes) {
    return refuse({fmt::format("a row of the data for {} is too long to be looked at", policy::to_text(rows_.table)),
                   fmt::format("the limit is {} bytes", limits::copy_row_bytes),
                   "copy it as the service of a migration, or insert it", "54000"});
  }
  return next;
}

CopyIn::Next CopyIn::scan(std::string_view& data, std::size_t& at, bool last, HomeCache& homes) {
  using Found = RowScanner::Found;
  Next next = Next::data;
  while (next == Next::data && asked_.size() < limits::copy_questions) {
    const Found found = scanner_.next(data.substr(at), last);
    if (found == Found::broken) return refuse(scanner_.error());
    if (found == Found::more) return next;
    if (found == Found::unread) {
      data = data.substr(0, at);
      return next;
    }
    at += scanner_.length();
    if (found == Found::row) next = row(homes);
    if (found == Found::end && at == data.size()) return next;
  }
  return next;
}

CopyIn::Next CopyIn::row(HomeCache& homes) {
  if (is_like_the_last()) return Next::data;
  const auto& values = scanner_.values();
  const std::uint64_t line = scanner_.line();
  if (std::ranges::any_of(values, [](const auto& value) { return !value; })) {
    const auto ring = ring_without_subject();
    return ring ? settle(*ring, line) : refuse(line, ring.error());
  }
  auto question = question_of_row();
  if (!question) return refuse(line, question.error());
  std::optional<std::size_t> ring;
  if (whose_.new_subject) {
    const auto home = ring_of_new_subject(*start_.knowledge, whose_, question->values.at(0));
    if (!home) return refuse(line, home.error());
    ring = *home;
  } else {
    if (declared_ && contradicts(*declared_, *question)) {
      return refuse(line, contradiction(*start_.knowledge, start_.declared, *question));
    }
    ring = homes.find(*question);
  }
  if (!ring) return ask(std::move(*question));
  last_here_ = values;
  return settle(*ring, line);
}

// Once for all rows of the same person.
CopyIn::Next CopyIn::ask(HomeQuestion question) {
  const auto [place, is_new] = places_.try_emplace(question.values, asked_.size());
  if (is_new) asked_.push_back(std::move(question));
  pending_.push_back({scanner_.line(), place->second});
  return Next::data;
}

CopyIn::Next CopyIn::settle(std::size_t ring, std::uint64_t line) {
  const auto& against = start_.statement->in_ring.at(ring);
  return against ? refuse(line, elsewhere(ring, *against)) : Next::data;
}

CopyIn::Next CopyIn::answered_here(const Result<std::vector<std::optional<std::size_t>>>& rings, HomeCache& homes,
                                   std::string& out) {
  if (!rings) return refuse(rings.error());
  answers_ = *rings;
  for (std::size_t i = 0; i < asked_.size(); ++i) {
    if (answers_.at(i)) homes.put(asked_[i], *answers_[i]);
  }
  return settle_pending(homes, out);
}

CopyIn::Next CopyIn::settle_pending(HomeCache& homes, std::string& out) {
  for (const Pending& row : pending_) {
    const auto& ring = answers_.at(row.asked);
    if (!ring && start_.subjects_made) continue;
    if (!ring) {
      unknown_ = row.asked;
      return Next::ask_everyone;
    }
    if (const Next next = settle(*ring, row.line); next != Next::data) return next;
  }
  pending_.clear();
  asked_.clear();
  places_.clear();
  answers_.clear();
  return go_on(kept_, false, homes, out);
}

CopyIn::Next CopyIn::answered(const Result<HomeAnswer>& answer, HomeCache& homes, std::string& out) {
  if (!answer) return refuse(answer.error());
  if (answer->ring) {
    answers_.at(unknown_) = answer->ring;
    return settle_pending(homes, out);
  }
  const auto row = std::ranges::find(pending_, unknown_, &Pending::asked);
  return refuse(row->line, unknown(asked_[unknown_]));
}

Status CopyIn::readable(std::string_view value) const {
  if (value.find('\0') != std::string_view::npos) {
    return Error("invalid byte sequence for encoding \"UTF8\": 0x00", {}, {}, "22021");
  }
  const bool ascii = std::ranges::all_of(value, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (!rows_.ascii_only || ascii) return {};
  return Error("refused: whose row it is cannot be told in this encoding", {}, "COPY in UTF8", "0A000");
}

Result<HomeQuestion> CopyIn::question_of_row() const {
  HomeQuestion question{whose_.root, {}, {}};
  const bool binary = rows_.format == policy::CopyIn::Format::binary;
  for (std::size_t i = 0; i < rows_.subject.size(); ++i) {
    const std::string& value = *scanner_.values()[i];
    const std::uint32_t type = rows_.subject[i].type;
    const bool told = binary || type != policy::CopyIn::unread_type;
    RINGFENCE_TRY(add_value(question, whose_, *start_.knowledge, {value, binary, told ? type : 0}));
    RINGFENCE_TRY(readable(question.values.back()));
  }
  return question;
}

Result<std::size_t> CopyIn::ring_without_subject() const {
  const policy::Policy& policy = start_.knowledge->policy;
  if (!whose_.new_subject && rows_.unowned_ring) return policy.number_of(*rows_.unowned_ring);
  const policy::Table* const table = start_.knowledge->subject_table(whose_.root);
  const bool otherwise = whose_.new_subject && table && table->home->otherwise;
  const policy::Ring* const ring = otherwise ? policy.home_of(*table->home->otherwise) : nullptr;
  if (ring) return policy.number_of(ring->name);
  return Error(fmt::format("refused: {} is NULL", rows_.subject[0].column), "it says whose the row is", {}, "22004");
}

CopyIn::Next CopyIn::refuse(Error error) {
  error_ = std::move(error);
  return Next::refuse;
}

CopyIn::Next CopyIn::refuse(std::uint64_t line, Error error) {
  const std::string where =
      fmt::format("COPY {}, line {}: nothing of this COPY is stored", policy::to_text(rows_.table), line);
  error.detail = error.detail.empty() ? where : fmt::format("{}\n{}", where, error.detail);
  return refuse(std::move(error));
}

Error CopyIn::elsewhere(std::size_t ring, const Error& against) const {
  const policy::Policy& policy = start_.knowledge->policy;
  if (ring == here_) return against;
  return {fmt::format("refused: a row of {} is at home in ring {}, and this gateway stores rows in ring {} only",
                      policy::to_text(rows_.table), policy.rings[ring].name, policy.rings[here_].name),
          against.detail, against.hint, against.sqlstate};
}

Error CopyIn::unknown(const HomeQuestion& question) const {
  const policy::Table* const table = start_.knowledge->subject_table(question.root);
  return {fmt::format("refused: a row of {} is of {} {}, whom no ring knows", policy::to_text(rows_.table),
                      table ? policy::to_text(table->name) : "person", fmt::join(question.values, ", ")),
          {},
          "store the person first, in the ring that is its home",
          "42501"};
}

}  // namespace ringfence::gateway
