// COPY, and how the rows of COPY … FROM STDIN say whose they are: its options as PostgreSQL reads them
// (src/backend/commands/copy.c, ProcessCopyOptions), and the places of the fields that matter.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "compile/postgres/statement_work.h"

namespace ringfence::compile::work {

namespace {

using policy::CopyIn;

// As defGetString(): what stands after the option's name. Nothing: nothing does, or it is a list or a star.
std::optional<std::string> text_of(const PgQuery__DefElem& option) {
  if (!option.arg) return std::nullopt;
  switch (option.arg->node_case) {
    case PG_QUERY__NODE__NODE_STRING:
      return std::string(option.arg->string->sval);
    case PG_QUERY__NODE__NODE_INTEGER:
      return std::to_string(option.arg->integer->ival);
    case PG_QUERY__NODE__NODE_FLOAT:
      return std::string(option.arg->float_->fval);
    case PG_QUERY__NODE__NODE_BOOLEAN:
      return option.arg->boolean->boolval ? "true" : "false";
    default:
      return std::nullopt;
  }
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

// As a statement has them: what is not said depends on the format.
struct Options {
  CopyIn::Format format = CopyIn::Format::text;
  std::optional<char> delimiter, quote, escape;
  std::optional<std::string> null;
  bool header = false;
  bool ascii_only = false;
  std::vector<std::string> force_null, force_not_null;
};

// MATCH is a header too: the server compares it. A flag without a value is set.
bool read_header(const PgQuery__DefElem& option, bool& header) {
  const auto text = option.arg ? text_of(option) : std::optional<std::string>("true");
  if (!text) return false;
  const std::string word = lower_ascii(*text);
  header = is_one_of(word, {"true", "on", "1", "match"});
  return header || is_one_of(word, {"false", "off", "0"});
}

bool read_character(const PgQuery__DefElem& option, std::optional<char>& into) {
  const auto text = text_of(option);
  if (!text || text->size() != 1) return false;
  into = text->front();
  return true;
}

bool read_format(const PgQuery__DefElem& option, CopyIn::Format& format) {
  const auto text = text_of(option);
  if (text == "csv") {
    format = CopyIn::Format::csv;
  } else if (text == "binary") {
    format = CopyIn::Format::binary;
  } else if (text != "text") {
    return false;
  }
  return true;
}

// Encodings in which a byte that looks like ASCII is ASCII. In the others a delimiter may be half a character.
bool read_encoding(const PgQuery__DefElem& option, bool& ascii_only) {
  static constexpr std::array<std::string_view, 6> prefixes = {"euc", "latin", "iso8859", "koi8", "win", "windows"};
  const auto text = text_of(option);
  if (!text) return false;
  std::string word = lower_ascii(*text);
  std::erase_if(word, [](char c) { return c == '-' || c == '_' || c == ' '; });
  if (is_one_of(word, {"utf8", "unicode"})) return true;
  ascii_only = true;
  // win936, win949 and win950 are GBK, UHC and BIG5; win932 is SJIS.
  if (is_one_of(word,
                {"win932", "win936", "win949", "win950", "windows932", "windows936", "windows949", "windows950"})) {
    return false;
  }
  return word == "sqlascii" || std::ranges::any_of(prefixes, [&](auto prefix) { return word.starts_with(prefix); });
}

bool read_list(const PgQuery__DefElem& option, std::vector<std::string>& into) {
  if (!option.arg || option.arg->node_case != PG_QUERY__NODE__NODE_LIST) return false;
  into = walk::strings(option.arg->list->n_items, option.arg->list->items);
  return into.size() == option.arg->list->n_items;
}

// False: not understood. What PostgreSQL itself refuses (two of a kind, options of another format) it refuses before
// any data is read.
bool read_option(const PgQuery__DefElem& option, Options& options) {
  const std::string_view name = option.defname;
  if (name == "format") return read_format(option, options.format);
  if (name == "header") return read_header(option, options.header);
  if (name == "delimiter") return read_character(option, options.delimiter);
  if (name == "quote") return read_character(option, options.quote);
  if (name == "escape") return read_character(option, options.escape);
  if (name == "encoding") return read_encoding(option, options.ascii_only);
  if (name == "force_null") return read_list(option, options.force_null);
  if (name == "force_not_null") return read_list(option, options.force_not_null);
  if (name == "null") return (options.null = text_of(option)).has_value();
  return name == "freeze";
}

CopyIn rows_of(const Options& options) {
  CopyIn rows;
  const bool csv = options.format == CopyIn::Format::csv;
  rows.format = options.format;
  rows.delimiter = options.delimiter.value_or(csv ? ',' : '\t');
  rows.quote = options.quote.value_or('"');
  rows.escape = options.escape.value_or(rows.quote);
  rows.null = options.null.value_or(csv ? "" : "\\N");
  rows.header = options.header;
  rows.ascii_only = options.ascii_only;
  return rows;
}

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

std::uint32_t oid_of(const Column& column) {
  static constexpr std::array<std::pair<std::string_view, std::uint32_t>, 8> known = {{{"smallint", 21},
                                                                                       {"integer", 23},
                                                                                       {"bigint", 20},
                                                                                       {"uuid", 2950},
                                                                                       {"text", 25},
                                                                                       {"character varying", 1043},
                                                                                       {"character", 1042},
                                                                                       {"name", 19}}};
  constexpr std::uint32_t text_oid = 25;
  if (column.type_kind == 'e') return text_oid;
  const auto found = std::ranges::find(known, column.base_type, [](const auto& one) { return one.first; });
  return found == known.end() ? CopyIn::unread_type : found->second;
}

// The columns that the rows bring, in order.
std::vector<std::string> columns_of(const PgQuery__CopyStmt& statement, const Table& table) {
  if (statement.n_attlist > 0) return walk::strings(statement.n_attlist, statement.attlist);
  std::vector<std::string> names;
  for (const Column& column : table.columns) {
    if (!column.generated) names.push_back(column.name);
  }
  return names;
}

}  // namespace

// The fields of each row that say whose it is. False: there are none, and why is said.
bool Analyser::copy_fields(const PgQuery__CopyStmt& statement, const Source& source, CopyIn& rows) {
  const auto columns = columns_of(statement, *source.placement->table);
  rows.fields = columns.size();
  auto key = source.placement->subject_columns;
  if (rows.new_subject) key = {source.rule->home->path[0]};
  for (const std::string& name : key) {
    const auto at = std::ranges::find(columns, name);
    const Column* column = source.placement->table->find_column(name);
    if (at == columns.end() || !column) {
      opaque(fmt::format("{}.{} says whose a row is, and this COPY does not bring it", shown(source.name), name),
             source.location);
      out_.opaque.back().hint = fmt::format("add {} to the columns of COPY", name);
      return false;
    }
    rows.subject.push_back({static_cast<std::size_t>(at - columns.begin()), name, oid_of(*column)});
  }
  return true;
}

// Where the home of a row is reached by a path of foreign keys, and where nothing is known of the database, the ring's
// own constraints look at the rows.
void Analyser::copy_rows(const PgQuery__CopyStmt& statement, const Source& source) {
  const bool of_people = source.role == policy::TableRole::subject || source.role == policy::TableRole::owned;
  if (!of_people || !source.placement || !source.placement->table || !source.placement->root || !source.rule) return;
  const bool new_subject = source.role == policy::TableRole::subject;
  if (new_subject ? !source.rule->home || source.rule->home->path.size() != 1
                  : source.placement->subject_columns.empty()) {
    return;
  }
  Options options;
  for (std::size_t i = 0; i < statement.n_options; ++i) {
    const PgQuery__DefElem& option = *statement.options[i]->def_elem;
    if (read_option(option, options)) continue;
    opaque(fmt::format("the gateway cannot read COPY data with this {}", option.defname), source.location);
    out_.opaque.back().hint = "COPY as text, CSV or binary in UTF8, with the options that PostgreSQL 15 has";
    return;
  }
  CopyIn rows = rows_of(options);
  rows.new_subject = new_subject;
  rows.table = source.name;
  rows.root = *source.placement->root;
  rows.unowned_ring = source.placement->unowned_ring;
  if (!copy_fields(statement, source, rows)) return;
  for (CopyIn::Field& field : rows.subject) {
    field.force_null = holds(options.force_null, field.column);
    field.force_not_null = holds(options.force_not_null, field.column);
  }
  out_.copy = std::move(rows);
}

void Analyser::copy(const PgQuery__CopyStmt& statement) {
  out_.command = "COPY";
  const bool of_client = !statement.is_program && !walk::has_text(statement.filename);
  if (!of_client) opaque("COPY with a file or program of the server", -1);
  out_.session.copies_in = of_client && statement.is_from;
  out_.session.copies_out = of_client && !statement.is_from;
  if (statement.query) {
    out_.verb = policy::StatementVerb::read;
    command(*statement.query);
    return;
  }
  Level level;
  Source& source = table(*statement.relation, level, false);
  out_.verb = statement.is_from ? policy::StatementVerb::write : policy::StatementVerb::read;
  policy::TableUse& use = out_.tables[source.use];
  (statement.is_from ? use.written : use.read) = true;
  for (const std::string& column : walk::strings(statement.n_attlist, statement.attlist)) use.columns.insert(column);
  if (statement.n_attlist == 0) mark_all(source);
  if (statement.where_clause) expression(*statement.where_clause, level);
  doubt(statement.is_from ? "COPY FROM may bring rows of anyone" : "COPY takes every row of a table", source.location);
  if (out_.session.copies_in) copy_rows(statement, source);
}

}  // namespace ringfence::compile::work
