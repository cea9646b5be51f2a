// The policy as a value: what `ringfence.toml` says, already read and checked for form. Design §5. Pure: no I/O.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"

namespace ringfence::policy {

// A jurisdiction code as ISO 3166 writes it: "CN", "HK", or a subdivision, "US-CA".
using Code = std::string;

// A table by schema and name, exactly as PostgreSQL has them (no folding, no quotes). The schema is "public" where the
// policy names none.
struct TableName {
  std::string schema = "public";
  std::string name;
  auto operator<=>(const TableName&) const = default;
};
// As a person would write it in SQL: quoted only where needed, "public." left out.
std::string to_text(const TableName& name);

// Where the keys of an entry stand, and each name in a list: "public", "public.email", …
using Places = std::map<std::string, Place>;
// Of `key`, else `otherwise`.
const Place& place_at(const Places& places, const std::string& key, const Place& otherwise);

struct Ring {
  std::string name;
  std::vector<std::string> jurisdictions;  // as written: codes, group names, or "*"
  std::vector<Code> codes;                 // what they come to, sorted; "*" is the list of every code no other ring has
  std::string database;                    // a libpq URI, or "env:NAME"; empty: given by `--dir`
  std::string gateway;
  std::string operator_name;
  Place place;
  Places places = {};
};

// Values that are not ISO codes, and what they mean: from `codes = "countries.csv"` or an inline table.
using CodeMap = std::map<std::string, Code>;

// How a subject table says where its rows are at home.
struct Home {
  // A column of the table itself, or foreign-key steps that end in a column: {"city", "country", "name"}. Each step is
  // the single column of a foreign key, or the name of one.
  std::vector<std::string> path;
  CodeMap codes;                  // empty: the values are ISO codes themselves
  std::optional<Code> otherwise;  // where rows belong whose value is NULL or in no map; nothing: they are astray
  Place place;
  // A plain column of codes carries the home constraint itself; anything else gets `ringfence_home`.
  [[nodiscard]] bool is_plain() const { return path.size() == 1 && codes.empty() && !otherwise; }
};

// How any other table says whose its rows are.
struct Subject {
  std::vector<std::string> columns;  // the columns that hold the subject's key
  std::vector<std::string>
      path;  // or steps as in Home, over foreign keys to a table that knows: {"post_id", "author_id"}
  Place place;
};

inline constexpr std::string_view key_in_address = "{key}";

struct Table {
  TableName name;
  std::optional<Home> home;            // present: this is a subject table, and `subject` is its own key
  std::optional<Subject> subject;      // absent, and not shared or bound: the one chain of foreign keys that there is
  bool shared = false;                 // reference data, the same in every ring
  std::optional<std::string> ring;     // rows of nobody, kept in this one ring
  std::optional<std::string> unowned;  // rows whose subject is NULL stay in this ring; nothing: they are astray
  std::vector<std::string>
      local;  // foreign keys (by column or name) that may not cross: kept, and rows that do are refused
  std::vector<std::string> lookup;
  std::vector<std::string> public_columns;
  std::vector<std::string> sensitive;
  std::vector<std::string> never_in;  // ring names
  bool content = false;
  std::vector<std::string> addresses;  // of its rows on the web: "https://meridian.example/post/{key}"
  std::vector<std::string> search;     // columns of text whose words are found by search_column_name; empty: no search
  Place place;
  Places places = {};
};

// The column that a table with `search` gets: its words, as a tsvector.
inline constexpr std::string_view search_column_name = "ringfence_search";

enum class Scope { home, world };

struct Service {
  std::string name;
  Code location;
  std::vector<std::string> purposes;
  std::vector<std::string> viewers;  // codes, groups or "*"; empty: any
  Scope scope = Scope::home;
  bool partial = false;
  Place place;
  Places places = {};
};

// What a service is here for that has said `said` (empty: nothing): its only purpose, where it has one. May be empty.
std::string_view purpose_of(const Service& service, std::string_view said);

enum class MaskKind { null, hash, domain, year, truncate };
std::string_view to_text(MaskKind kind);
struct Mask {
  MaskKind kind = MaskKind::null;
  unsigned length = 0;  // of truncate
  bool operator==(const Mask&) const = default;
};

struct ColumnRef {  // person.email, or person:public with an empty column
  TableName table;
  std::string column;
  auto operator<=>(const ColumnRef&) const = default;
};
std::string to_text(const ColumnRef& column);

struct Date {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  auto operator<=>(const Date&) const = default;
};
std::string to_text(const Date& date);  // 2027-06-30
// Of the form above and a day that exists.
std::optional<Date> read_date(std::string_view text);

struct Transfer {
  std::string name;
  std::vector<std::string> from;  // ring names or "*"
  std::vector<std::string> to;
  std::vector<std::string> purposes;
  std::vector<ColumnRef> columns;
  std::map<TableName, std::string> rows;  // a SQL condition on the table's own columns
  std::map<ColumnRef, Mask> masks;
  std::string basis;
  std::optional<Date> expires;
  std::optional<std::uint64_t> rows_per_day;
  bool write = false;
  std::string mode;  // "" or "copy"
  std::string partner;
  Place place;
  Places places = {};
};

// A class of data, and how many rows that show some of it may go to one ring within a time, under whatever rules.
struct Threshold {
  std::string name;
  std::vector<ColumnRef> columns;            // the class
  std::vector<std::string> from;             // rings whose rows are counted, each by itself; or "*"
  std::vector<std::string> to;               // rings the readers are in, each counted by itself; or "*"
  unsigned period_days = 0;                  // today and the days before
  std::optional<std::uint64_t> warn_rows;    // at so many: said, once
  std::optional<std::uint64_t> refuse_rows;  // no more than that
  Place place;
  Places places = {};
};

enum class StandingIs { accept, pause, refuse };
struct Standing {
  Date from;
  StandingIs is = StandingIs::accept;
  std::string why;
};

struct Authority {
  std::string name;
  std::vector<Code> reach;               // groups spelled out, sorted
  std::vector<Standing> standing;        // by date, ascending; before the first one: refuse
  std::vector<std::string> instruments;  // that it may come with; empty: any
  std::string contact;                   // verified: where it is called back; empty: none is known
  std::string key;                       // of age, "age1…": what is disclosed to it is encrypted to; empty: none
  Place place;
  Places places = {};

  // The standing in force on a day; null before the first one, which counts as refuse.
  [[nodiscard]] const Standing* standing_on(const Date& day) const;
};

// What a member of staff may do with demands.
enum class OfficerMay { file, verify, approve, execute, review };
std::string_view to_text(OfficerMay may);
struct Officer {
  std::string name;
  std::string person;  // registered: two officers of one person count as one
  std::string key;     // Ed25519, in base64: what approvals are signed with
  std::vector<OfficerMay> may;
  Place place;
  Places places = {};
};

struct Policy {
  std::string platform;
  std::string sha256;  // of the text, hex
  std::vector<Ring> rings;
  std::vector<Table> tables;
  std::vector<Service> services;
  std::vector<Transfer> transfers;
  std::vector<Threshold> thresholds;
  std::vector<Authority> authorities;
  std::vector<Officer> officers;

  [[nodiscard]] const Authority* find_authority(std::string_view name) const;
  [[nodiscard]] const Officer* find_officer(std::string_view name) const;
  [[nodiscard]] const Ring* find_ring(std::string_view name) const;
  // Its place in `rings`, which is its number in a split. The ring must be one of them.
  [[nodiscard]] std::size_t number_of(std::string_view ring) const;
  // Every code that some ring has, sorted.
  [[nodiscard]] std::vector<Code> ringed_codes() const;
  [[nodiscard]] const Table* find_table(const TableName& name) const;
  // The ring a code is at home in: its own, or for a subdivision that no ring names, its country's. Nothing: nobody's.
  // (What a home column may hold is Ring::codes, which has subdivisions only where the policy names one of the
  // country.)
  [[nodiscard]] const Ring* home_of(std::string_view code) const;
};

}  // namespace ringfence::policy
