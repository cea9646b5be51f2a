// The steps of parse(), in this order: each reads one kind of entry, then the whole is checked.
#pragma once

#include "policy/parse.h"
#include "policy/section.h"

namespace ringfence::policy {

// What a policy is while it is being read.
struct Work {
  Policy policy;
  Diagnostics findings;
  std::string file;
  const FileReader& read;
  Date today;
  bool rings_are_sound = true;  // no error in any ring: what follows from who lives where can be said

  [[nodiscard]] std::vector<std::string> ring_names() const;
  [[nodiscard]] std::vector<std::string> table_names() const;
};

void parse_rings(Work& work, const Member& member);
void parse_tables(Work& work, const Member& member);
void parse_services(Work& work, const Member& member);
void parse_transfers(Work& work, const Member& member);
void parse_thresholds(Work& work, const Member& member);
void parse_authorities(Work& work, const Member& member);
void parse_officers(Work& work, const Member& member);

// The keys `home` and `subject` of a table.
void parse_home(Work& work, Section& section, Table& table);
void parse_subject(Section& section, Table& table);
// The keys `columns`, `rows` and `mask` of a transfer rule.
void parse_columns(Section& section, Transfer& rule);
// "person.email", "app.person.email", "person:public"; nothing: not of that form.
std::optional<ColumnRef> read_column(std::string_view text);

// Code, group or group@date -> codes. Anything else is reported as what is wrong with `item` of `what`.
std::vector<Code> resolve_jurisdiction(Work& work, const std::string& what, const Item& item);
// A single code of ISO 3166; false: reported.
bool check_code(Work& work, const std::string& what, std::string_view key, const Item& item);

// Reports names of purposes that generated SQL names could not be made of.
void check_purposes(Section& section, const std::vector<std::string>& purposes, const std::string& key);

// "app.person" -> TableName; nothing: not a name of that form.
std::optional<TableName> read_table_name(std::string_view text);

void check_rings(Work& work);  // fills Ring::codes
void check_tables(Work& work);
void check_services(Work& work);
void check_transfers(Work& work);
void check_thresholds(Work& work);
void check_masks(Work& work);  // rules that overlap with different masks

// A ring the policy has? Reports one it has not.
bool check_ring_name(Work& work, const Place& place, const std::string& what, std::string_view key,
                     const std::string& ring);
// How messages call a rule: by its name, or by its line where it has none.
std::string words_for(const Transfer& rule);
std::string words_for(const Threshold& threshold);
// Does the rule have the column, by name or as one of the table's public ones?
bool permits(const Transfer& rule, const Table& table, const ColumnRef& column);
bool is_expired(const Work& work, const Transfer& rule);
// The rings of a rule's `from` or `to`: "*" spelled out, unknown ones left out.
std::vector<std::string> spell_out(const Work& work, const std::vector<std::string>& rings);

}  // namespace ringfence::policy
