// Taking over what the peers' directories have learned, in their order, so that an interruption loses nothing: a page
// and how far it came are one transaction.
#include <fmt/format.h>

#include "base/limits.h"
#include "gateway/control/directory.h"
#include "gateway/control/peer_text.h"

namespace ringfence::gateway {

namespace {

Error not_an_answer(const std::string& ring) {
  Error error = fail(fmt::format("ring {} answers a PULL with something else", ring));
  error.sqlstate = "08P01";
  return error;
}

bool is_page(const PeerRows& page, std::size_t key_size) {
  if (page.rows.size() > limits::pull_page) return false;
  for (const auto& row : page.rows) {
    if (row.size() != key_size + 2 || !row[key_size + 1]) return false;
    for (std::size_t i = 0; i < key_size; ++i) {
      if (!row[i]) return false;
    }
  }
  return true;
}

Result<std::string> pulled_until(Control::State& state, const Subject& subject, const std::string& ring) {
  auto rows = state.ask("SELECT after FROM ringfence.directory_pulled WHERE ring = $1 AND subject_table = $2",
                        {ring, subject.name()});
  if (!rows) return rows.error();
  return rows->size() == 0 ? "" : rows->string(0, 0);
}

std::vector<std::string> as_conflicts(const pg::Rows& rows, const Subject& subject, const std::string& claimed_by) {
  std::vector<std::string> conflicts;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    conflicts.push_back(fmt::format("subject {} of {} is at home in ring {}, and ring {} claims it", rows.text(i, 0),
                                    subject.name(), rows.text(i, 1), claimed_by));
  }
  return conflicts;
}

// In the caller's transaction.
Status take_over(pg::Connection& connection, const Subject& subject, const std::string& ring, const PeerRows& page,
                 std::vector<std::string>& conflicts) {
  const PageTaken sql = taking_of(subject);
  const std::vector<pg::Parameter> parameters = parameters_of(page, subject.key_size(), ring);
  RINGFENCE_TRY(connection.query(sql.enter, parameters));
  RINGFENCE_TRY(connection.query(sql.settle, parameters));
  auto contested = connection.query(sql.contest, parameters);
  if (!contested) return contested.error();
  for (std::string& conflict : as_conflicts(*contested, subject, ring)) conflicts.push_back(std::move(conflict));
  RINGFENCE_TRY(
      connection.query("INSERT INTO ringfence.directory_pulled VALUES ($1, $2, $3)"
                       " ON CONFLICT (ring, subject_table) DO UPDATE SET after = EXCLUDED.after",
                       {ring, subject.name(), page.rows.back().back()}));
  return {};
}

void keep_subjects(const PeerRows& page, const Subject& subject, std::size_t root, Control::Pulled& pulled) {
  pulled.all_subjects = pulled.all_subjects && *pulled.entries <= limits::homes_forgotten_singly;
  if (!pulled.all_subjects) return pulled.subjects.clear();
  for (const auto& row : page.rows) {
    HomeQuestion question{root, {}, {}};
    for (std::size_t i = 0; i < subject.key_size(); ++i) question.values.push_back(*row[i]);
    pulled.subjects.push_back(std::move(question));
  }
}

Status pull_subject(Control::State& state, const Subject& subject, std::size_t root, Control::Pulled& pulled) {
  auto after = pulled_until(state, subject, pulled.ring);
  if (!after) return after.error();
  for (std::size_t pages = 0; pages < limits::pull_pages; ++pages) {
    auto page = state.transport->ask(pulled.ring, pull_text(subject.name(), *after, limits::pull_page));
    if (!page) return page.error();
    if (!is_page(*page, subject.key_size())) return not_an_answer(pulled.ring);
    if (page->rows.empty()) return {};
    auto connection = state.database();
    if (!connection) return connection.error();
    std::vector<std::string> conflicts;
    RINGFENCE_TRY(pg::in_transaction(**connection,
                                     [&] { return take_over(**connection, subject, pulled.ring, *page, conflicts); }));
    pulled.conflicts.insert(pulled.conflicts.end(), conflicts.begin(), conflicts.end());
    *pulled.entries += page->rows.size();
    keep_subjects(*page, subject, root, pulled);
    after = *page->rows.back().back();
    if (page->rows.size() < limits::pull_page) return {};
  }
  return {};
}

}  // namespace

std::vector<Control::Pulled> Control::pull(const Knowledge& knowledge) {
  state_->reach_peers(knowledge);
  std::vector<Pulled> all;
  for (const policy::Ring& ring : knowledge.policy.rings) {
    if (ring.name == knowledge.here->name) continue;
    Pulled pulled(ring.name, std::uint64_t{0});
    for (const Subject& subject : subjects_there(knowledge)) {
      const Status done = pull_subject(*state_, subject, number_of(knowledge, subject), pulled);
      if (done) continue;
      pulled.entries = done.error();
      break;
    }
    all.push_back(std::move(pulled));
  }
  return all;
}

}  // namespace ringfence::gateway
