// Where each row of a source table belongs, as SQL over the source. Pure: placements in, text out.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "compile/postgres/placement.h"
#include "policy/model.h"

namespace ringfence::lifecycle {

// What a person decided for rows whose home nothing tells: an ISO code, or `leave` (the row stays behind).
struct RowPlacement {
  policy::TableName table;
  std::string key;     // as `key` of the projection gives it; "*" for every astray row of the table with this reason
  std::string reason;  // meaningful with "*"
  std::string place;
};

// What a projection's `ring` says besides a ring's number in the policy's order.
inline constexpr std::string_view ring_astray = "?";
inline constexpr std::string_view ring_left = "-";
inline constexpr std::string_view place_leave = "leave";

// SQL expressions over one FROM clause; every one is text.
struct Projection {
  std::string ring;        // "0", "1", … of the policy's rings; "?" astray; "-" left behind by decision
  std::string home;        // the ISO code; only meaningful for subject tables
  std::string reason;      // why the row is astray
  std::string key;         // names the row for people: its primary key, or ctid where it has none
  std::string subject;     // the subject's key, or NULL
  std::string home_value;  // the value that was looked at
  std::string from;        // FROM … with its joins; the table itself is `t`
};

// The table must be one of a subject's (is_personal()). `placements` of other tables matter: rows follow their subject.
Projection project(const policy::Policy& policy, const compile::Catalogue& catalogue, const compile::Placements& tables,
                   const compile::Placement& table, const std::vector<RowPlacement>& placements);

// Whether rows of the table can be astray on their own account (not because their subject is).
bool may_stray(const compile::Catalogue& catalogue, const compile::Placement& table);

// Columns that are copied: all but generated ones, in the table's order.
std::vector<std::string> copied_columns(const compile::Table& table);

}  // namespace ringfence::lifecycle
