// Homes that are likely to be asked for, before anybody asks.
#include <fmt/format.h>

#include "base/limits.h"
#include "compile/postgres/walls.h"
#include "gateway/control/directory.h"
#include "pg/quote.h"

namespace ringfence::gateway {

namespace {

struct Reading {
  const Knowledge& knowledge;
  Subject subject;
  std::size_t root = 0;
};

// People of this ring, who came last first, by the index that peers are answered from; then those of the others, whose
// statements go no further than to a refusal.
std::string select_homes(const Reading& reading, bool own) {
  std::string columns;
  std::string newest = "d.position DESC";
  for (std::size_t i = 1; i <= reading.subject.key_size(); ++i) {
    columns += fmt::format("d.key_{}::text, ", i);
    newest += fmt::format(", d.key_{} DESC", i);
  }
  const std::string here = pg::quote_literal(reading.knowledge.here->name);
  return fmt::format("SELECT {}d.ring FROM {} AS d WHERE d.ring {} {}::text{}", columns,
                     compile::qualified(compile::directory_table(*reading.subject.placement)), own ? "=" : "<>", here,
                     own ? " ORDER BY " + newest : "");
}

std::vector<KnownHome> homes_in(const Reading& reading, const pg::Rows& rows) {
  std::vector<KnownHome> homes;
  homes.reserve(rows.size());
  const std::size_t keys = reading.subject.key_size();
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const std::string ring = rows.string(row, keys);
    if (reading.knowledge.policy.find_ring(ring) == nullptr) continue;  // a question about it is answered with why
    KnownHome home{{reading.root, {}, {}}, reading.knowledge.policy.number_of(ring)};
    for (std::size_t i = 0; i < keys; ++i) home.question.values.push_back(rows.string(row, i));
    homes.push_back(std::move(home));
  }
  return homes;
}

// In the caller's transaction. Takes what it has read off `most`.
Status read_pages(pg::Connection& connection, const Reading& reading, bool own, std::size_t& most,
                  const Control::TakeHomes& take) {
  RINGFENCE_TRY(connection.execute("DECLARE homes NO SCROLL CURSOR FOR " + select_homes(reading, own)));
  while (most > 0) {
    const std::size_t page = std::min<std::size_t>(most, limits::homes_read_page);
    auto rows = connection.query(fmt::format("FETCH {} FROM homes", page));
    if (!rows) return rows.error();
    most -= rows->size();
    if (rows->size() > 0) take(homes_in(reading, *rows));
    if (rows->size() < page) break;
  }
  return connection.execute("CLOSE homes");
}

}  // namespace

Status Control::read_ahead(const Knowledge& knowledge, std::size_t most, const TakeHomes& take) {
  auto connection = state_->database();
  if (!connection) return connection.error();
  return pg::in_transaction(**connection, [&]() -> Status {
    RINGFENCE_TRY((*connection)->execute("SET TRANSACTION READ ONLY"));
    for (const bool own : {true, false}) {
      for (const Subject& subject : subjects_there(knowledge)) {
        const Reading reading{knowledge, subject, number_of(knowledge, subject)};
        RINGFENCE_TRY(read_pages(**connection, reading, own, most, take));
      }
    }
    return {};
  });
}

}  // namespace ringfence::gateway
