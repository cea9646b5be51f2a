// The pieces that views and guards are written with. For transfers*.cpp, masks.cpp and pseudonyms.cpp only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compile/postgres/transfers.h"
#include "compile/postgres/walls_parts.h"

namespace ringfence::compile::building {

using Rules = std::vector<const policy::Transfer*>;

// Those of `rules` that say something about the table.
Rules rules_on(const Rules& rules, const policy::Table& table);

// When one rule lets a row out: its last day, its row filter. Empty: always.
std::string condition_of(const policy::Transfer& rule, const TableName& table);
// When any of them does. Empty: always.
std::string condition_of(const Rules& rules, const TableName& table);

// NULL of the column's type. A domain may not take NULL: there it is of the type below, which is what clients are told
// either way.
std::string null_of(const Column& column);
// The type as null_of() names it.
std::string plain_type(const Column& column);

// `value` masked and of the column's own type; not for `hash`. Nothing: a mask that such a type cannot have.
std::optional<std::string> masked(const Column& column, const policy::Mask& mask, const std::string& value);

// A column whose pseudonyms are stored beside its table. 0012 says why beside it.
struct Pseudonym {
  const Placement* table = nullptr;
  const Column* column = nullptr;
};
// Whether a column can have one: its type can hold it, and its table has a primary key and no children by INHERITS.
// Empty: it can; otherwise why not.
std::string why_no_pseudonym(const Catalogue& catalogue, const Table& table, const Column& column);
TableName pseudonym_table(const policy::TableName& table, const std::string& column);
// Every column that some rule out of the ring shows hashed, expired or not.
std::vector<Pseudonym> pseudonyms(const Site& site);
// The tables, their triggers and the key.
void add_pseudonyms(Site& site);

// Keeps a role that may write from rows its rules do not let it write. For every table some rule lets be written.
void add_write_guards(Site& site);
// What records the views, and what was taken from PUBLIC.
void add_transfer_records(Site& site);

}  // namespace ringfence::compile::building
