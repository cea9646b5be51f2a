// The kinds of walls, a file each. For this folder only.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "compile/postgres/walls.h"

namespace ringfence::compile::building {

// What every part is built from, and where it puts what it builds.
struct Site {
  const policy::Policy& policy;
  const policy::Ring& ring;
  const Catalogue& catalogue;
  const Placements& placements;
  std::vector<Object>& objects;
};

void add_foundation(Site& site);                           // schema, settings, records of references
std::string new_key(std::string_view table);               // SQL that makes its first key, where it has none
void add_directory(Site& site, const Placement& subject);  // directory, look-ups, their trigger
void add_directory_view(Site& site);
void add_demands(Site& site);  // what is kept of demands, and what keeps preserved rows
std::string joined(const std::vector<std::string>& parts, std::string_view between);
// The columns of a subject's key in `row`, and the key as one text.
std::vector<std::string> key_columns(const Placement& subject, std::string_view row);
std::string subject_text(const Placement& subject, std::string_view row);
// Statements of the subject table's trigger: what enters NEW's value of a column, and what forgets those of the
// subjects `l` of whom `condition` holds.
std::string enter_lookup(const Site& site, const Placement& subject, const std::string& column);
std::string forget_lookups(const Placement& subject, const std::string& condition);
// Appends what hashes the look-ups of all rows of a subject table.
void fill_lookups(const Site& site, const Placement& subject, std::vector<std::string>& statements);
void fill_peer_lookups(const Site& site, const Placement& subject, std::vector<std::string>& statements);
// The indexes of ringfence.lookup: by hash, and by subject.
struct Index {
  const char* create;
  const char* drop;
};
inline constexpr std::array<Index, 2> lookup_indexes = {{
    {"ALTER TABLE ringfence.lookup ADD CONSTRAINT lookup_pkey PRIMARY KEY (subject_table, column_name, key_version, "
     "hash, subject)",
     "ALTER TABLE ringfence.lookup DROP CONSTRAINT IF EXISTS lookup_pkey"},
    {"CREATE INDEX lookup_subject_table_subject_idx ON ringfence.lookup (subject_table, subject)",
     "DROP INDEX IF EXISTS ringfence.lookup_subject_table_subject_idx"},
}};
void add_home(Site& site, const Placement& subject);      // the home CHECK, or ringfence_home with its trigger
void add_presence(Site& site, const Placement& table);    // subject NOT NULL, never_in, bound elsewhere
void add_references(Site& site, const Placement& table);  // anchors, directory references, dropped ones

void add_withholding(Site& site);  // what hides content from viewers, for the tables that hold it
void add_shown_views(Site& site);  // ways for full text past row security
void add_search(Site& site);       // words of what tables hold, and the index that finds them

// Subject tables themselves, without their partitions.
std::vector<const Placement*> subject_tables(const Placements& placements);
// Partitions and children go by their parent: what is put on the parent is on them too (all but foreign keys of
// children).
bool follows_parent(const Placement& placement);

// Of a generated object of this subject table: directory_person, or directory_app_person where the schema is not
// public.
std::string named_after(std::string_view what, const TableName& table);
// SQL that makes a trigger function which needs no right of whoever fires it, and which nobody may call.
std::string trigger_function(const std::string& quoted_name, const std::string& body);
std::string literal_array(const std::vector<std::string>& values);              // ARRAY['a'::text, 'b'::text]
std::vector<std::string> numbered(std::string_view prefix, std::size_t count);  // key_1, key_2, …
// The value of a look-up as it is hashed: NFC where the encoding has it, trimmed, lower case.
std::string normalised(const Catalogue& catalogue, const std::string& expression);

}  // namespace ringfence::compile::building
