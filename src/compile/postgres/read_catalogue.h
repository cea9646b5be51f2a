// The queries behind read_catalogue(), a file each for tables, keys and the rest. For this folder only.
#pragma once

#include <map>
#include <string>

#include "compile/postgres/catalogue.h"

namespace ringfence::compile::reading {

// Tables under their OIDs while they are being filled.
using TablesByOid = std::map<std::string, Table>;

// Which relations are the application's: not the system's, not an extension's, not Ringfence's own.
// For use behind WHERE, on pg_class c and pg_namespace n.
extern const char* const is_the_applications;

Status read_tables(pg::Connection& connection, TablesByOid& tables);
Status read_columns(pg::Connection& connection, TablesByOid& tables);
Status read_parents(pg::Connection& connection, TablesByOid& tables);
Status read_keys(pg::Connection& connection, TablesByOid& tables);
Status read_foreign_keys(pg::Connection& connection, TablesByOid& tables);
Status read_checks(pg::Connection& connection, TablesByOid& tables);
Status read_triggers(pg::Connection& connection, TablesByOid& tables);
Status read_database(pg::Connection& connection, Catalogue& catalogue);
Status read_sequences(pg::Connection& connection, Catalogue& catalogue);
Status read_views(pg::Connection& connection, Catalogue& catalogue);
Status read_lists(pg::Connection& connection, Catalogue& catalogue);  // functions, extensions, publications, …

}  // namespace ringfence::compile::reading
