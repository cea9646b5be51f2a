#include "demand/disclose/gather.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "base/sha256.h"
#include "ledger/canonical.h"
#include "pg/quote.h"

namespace ringfence::demand {

namespace {

Result<Gathered> copied(pg::Connection& connection, std::string name, const std::string& sql, std::size_t& left) {
  Gathered file{std::move(name), {}, 0, {}};
  RINGFENCE_TRY(connection.copy_out(sql));
  for (;;) {
    const auto line = connection.copy_line();
    if (!line) return line.error();
    if (!*line) break;
    if ((*line)->size() > left) {
      return Error(fmt::format("a disclosure holds at most {} MiB", limits::disclosure_bytes >> 20), {},
                   "amend the demand to fewer accounts or columns", "54000");
    }
    left -= (*line)->size();
    file.bytes += **line;
    ++file.rows;
  }
  return file;
}

// A file is closed and counted when it is whole.
void finish(Gathered file, Disclosure& into) {
  file.sha256 = to_hex(sha256(file.bytes));
  into.files.push_back(std::move(file));
}

Status read_table(pg::Connection& connection, const Question& question, std::size_t& left, Disclosure& into) {
  auto csv = copied(connection, question.name + ".csv",
                    fmt::format("COPY ({}) TO STDOUT WITH (FORMAT csv, HEADER)", question.select), left);
  if (!csv) return csv.error();
  --csv->rows;
  // One object a line, as it is: text format would escape its backslashes, so CSV with signs that JSON cannot hold. A
  // line break of its own is only space between things.
  auto lines =
      copied(connection, question.name + ".json",
             fmt::format("COPY (SELECT pg_catalog.translate(pg_catalog.row_to_json(q)::text, E'\\n\\r', '  ') FROM"
                         " ({}) AS q) TO STDOUT WITH (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')",
                         question.select),
             left);
  if (!lines) return lines.error();
  if (lines->rows != csv->rows) return fail("two readings of one moment differ");
  into.rows += csv->rows;
  finish(std::move(*csv), into);
  finish(std::move(*lines), into);
  return {};
}

Status read_all(pg::Connection& connection, const Questions& questions, Disclosure& into) {
  const std::string role = "ringfence_disclosure_" + random_hex(8);
  auto who = connection.query("SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user");
  if (!who) return who.error();
  for (const std::string& each : role_statements(role, questions, who->size() == 1 && who->boolean(0, 0))) {
    RINGFENCE_TRY(connection.execute(each));
  }
  // Row security of the application's would leave rows out silently; this makes it an error.
  RINGFENCE_TRY(connection.execute("SET LOCAL row_security = off; SET LOCAL ROLE " + pg::quote_identifier(role)));
  RINGFENCE_TRY(connection.execute("SET TRANSACTION READ ONLY"));
  std::size_t left = limits::disclosure_bytes;
  for (const Question& each : questions.tables) {
    if (Status read = read_table(connection, each, left, into); !read)
      return within("reading " + each.name, read.error());
  }
  return {};
}

}  // namespace

std::vector<std::string> role_statements(const std::string& role, const Questions& questions, bool superuser) {
  const std::string name = pg::quote_identifier(role);
  std::vector<std::string> statements = {
      fmt::format("CREATE ROLE {} NOLOGIN NOINHERIT{}", name, superuser ? " BYPASSRLS" : "")};
  if (!superuser) statements.push_back(fmt::format("GRANT {} TO CURRENT_USER", name));
  std::set<std::string> schemas;
  for (const auto& [table, columns] : questions.rights) {
    if (schemas.insert(table.schema).second) {
      statements.push_back(fmt::format("GRANT USAGE ON SCHEMA {} TO {}", pg::quote_identifier(table.schema), name));
    }
    statements.push_back(fmt::format("GRANT SELECT ({}) ON {} TO {}",
                                     pg::quote_identifiers({columns.begin(), columns.end()}),
                                     pg::quote_qualified(table.schema, table.name), name));
  }
  return statements;
}

Result<Disclosure> gather(pg::Connection& connection, const Questions& questions) {
  Disclosure disclosure;
  RINGFENCE_TRY(connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ"));
  Status read = read_all(connection, questions, disclosure);
  const Status gone = connection.execute("ROLLBACK");
  if (!read) return read.error();
  if (!gone) return gone.error();
  return disclosure;
}

json::array files_json(const Disclosure& disclosure) {
  json::array files;
  for (const Gathered& each : disclosure.files) {
    files.push_back(
        json::object{{"bytes", each.bytes.size()}, {"name", each.name}, {"rows", each.rows}, {"sha256", each.sha256}});
  }
  return files;
}

Result<std::string> files_digest(const Disclosure& disclosure) {
  const auto text = ledger::to_canonical(files_json(disclosure));
  if (!text) return text.error();
  return to_hex(sha256(*text));
}

}  // namespace ringfence::demand
