// What a PostgreSQL database holds, as a value: read once in one snapshot, then thought about without a connection.
// PostgreSQL chapter 53 ("System Catalogs"). Objects of extensions and of system schemas are left out, and so are those
// of Ringfence's own schemas unless asked for.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "pg/connection.h"
#include "policy/model.h"

namespace ringfence::compile {

using policy::TableName;

// schema.table, both quoted: how a table stands in SQL of ours.
std::string qualified(const TableName& name);

struct Column {
  std::string name;
  std::string type;       // format_type(): "character varying(40)", "public.mood[]"
  std::string base_type;  // domains resolved, no modifier: "text", "bigint", "public.mood"
  char type_kind = 'b';   // pg_type.typtype of base_type: b, c, e, r, m (multirange)
  std::string collation;  // of the column when it is not base_type's own, a domain's too: schema-qualified and quoted
  bool not_null = false;
  bool generated = false;  // GENERATED ALWAYS AS (…) STORED: never copied
  char identity = ' ';     // 'a' always, 'd' by default, ' ' none
  std::string default_value;
  std::string comment;
  bool inherited_only = false;  // not defined here but by a parent
};

// Columns are named, in key order.
struct Key {
  std::string name;
  std::vector<std::string> columns;
  bool primary = false;
  bool constraint = true;  // false: only a unique index (which a foreign key may refer to as well)
  bool nulls_distinct = true;
};

struct ForeignKey {
  std::string name;
  std::vector<std::string> columns;
  TableName to;
  std::vector<std::string> to_columns;
  std::vector<std::string> operators;  // pg_constraint.conpfeqop: key = reference, each as OPERATOR(…) takes it
  char on_delete = 'a';  // pg_constraint.confdeltype: a no action, r restrict, c cascade, n set null, d default
  char on_update = 'a';
  char match = 's';  // s simple, f full
  bool deferrable = false;
  bool initially_deferred = false;
  bool validated = true;
  bool inherited = false;  // of a partition, because its parent has it
  std::string definition;  // pg_get_constraintdef() with everything schema-qualified
};

struct Constraint {  // CHECK
  std::string name;
  std::string definition;  // pg_get_constraintdef()
  bool validated = true;
  bool inherited = false;
};

struct Trigger {
  std::string name;
  std::string definition;  // pg_get_triggerdef()
  char enabled = 'O';
};

enum class TableKind { table, partitioned, foreign };

struct Table {
  TableName name;
  TableKind kind = TableKind::table;
  std::vector<Column> columns;  // in attribute order, dropped ones left out
  std::vector<Key> keys;
  std::vector<ForeignKey> foreign_keys;
  std::vector<Constraint> checks;
  std::vector<Trigger> triggers;   // of users
  std::vector<TableName> parents;  // by INHERITS or as a partition
  bool is_partition = false;       // parents[0] is the partitioned table
  bool unlogged = false;
  bool row_security = false;
  bool force_row_security = false;
  std::string owner;
  std::string comment;
  double estimated_rows = -1;  // pg_class.reltuples; -1: never analysed
  std::uint64_t pages = 0;     // pg_relation_size() in blocks; 0 for partitioned tables

  [[nodiscard]] const Column* find_column(std::string_view column) const;
  [[nodiscard]] const Key* primary_key() const;
  // A key (or unique index) over exactly these columns, in any order.
  [[nodiscard]] bool is_unique(const std::vector<std::string>& columns) const;
};

struct Sequence {
  TableName name;
  std::string type;  // smallint, integer, bigint
  std::int64_t start = 1;
  std::int64_t increment = 1;
  std::int64_t minimum = 1;
  std::int64_t maximum = 0;
  bool cycles = false;
  std::optional<TableName> owner_table;  // OWNED BY or identity
  std::string owner_column;
};

struct View {
  TableName name;
  bool materialized = false;
};

struct Catalogue {
  std::string database;
  int server_version = 0;  // 150018
  std::string encoding;
  std::string collation;              // datcollate
  std::string character_type;         // datctype
  std::string locale_provider = "c";  // c libc, i ICU
  std::vector<Table> tables;          // sorted by name; partitions and children among them
  std::vector<Sequence> sequences;
  std::vector<View> views;
  std::vector<std::string> functions;  // signatures of users' functions and procedures
  std::vector<std::string> extensions;
  std::vector<std::string> event_triggers;
  std::vector<std::string> publications;
  std::vector<std::string> subscriptions;
  std::vector<std::string> foreign_servers;
  std::uint64_t large_objects = 0;
  bool match_is_leakproof = true;  // `@@` of tsvector: its indexes are asked under row security
  bool read_by_superuser = true;   // who may say so

  [[nodiscard]] const Table* find(const TableName& name) const;
  // Tables that have this one as a direct parent.
  [[nodiscard]] std::vector<const Table*> children_of(const TableName& name) const;
};

// Reads in one REPEATABLE READ, READ ONLY transaction, or in the one that is already open on `connection`.
Result<Catalogue> read_catalogue(pg::Connection& connection);

}  // namespace ringfence::compile
