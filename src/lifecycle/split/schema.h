// The application's schema, as pg_dump writes it: carried whole, but for what must not cross a border.
#pragma once

#include <string>
#include <vector>

#include "compile/postgres/placement.h"
#include "compile/postgres/split_statements.h"
#include "pg/connection.h"

namespace ringfence::lifecycle {

struct CarriedRole {
  std::string name;
  std::string create;  // SQL; never a password, never more than LOGIN and CREATEDB
  std::vector<std::string> member_of;
};

struct CarriedSchema {
  std::vector<compile::SqlStatement> before_rows;  // types, functions, tables, views: one transaction
  std::vector<compile::SqlStatement> indexes;      // each table's own, in order
  std::vector<compile::SqlStatement>
      after_indexes;  // index partitions attached, clustering, replica identity, statistics
  std::vector<compile::SqlStatement> foreign_keys;  // those that stay as they are
  std::vector<compile::SqlStatement> after_rows;    // triggers, rules, policies, comments, event triggers
  std::vector<CarriedRole> roles;
  std::vector<std::string> materialized_views;  // quoted; those the source has filled
  std::vector<std::string> notes;               // what is not carried, one line each
};

// `source` must be in the transaction that exported `snapshot`.
Result<CarriedSchema> dump_schema(pg::Connection& source, const std::string& uri, const std::string& snapshot,
                                  const compile::Placements& tables);

// Creates the roles that are missing in the ring, without passwords; says which.
Result<std::vector<std::string>> carry_roles(pg::Connection& ring, const std::vector<CarriedRole>& roles);

// A range type's statement as pg_dump writes it, without the name of its multirange type where PostgreSQL made that
// name by cutting it within a character: it is no UTF-8, and a server makes the very same one by itself.
std::string without_cut_name(std::string statement);

}  // namespace ringfence::lifecycle
