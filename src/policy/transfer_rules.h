// Which rules speak of one way out of a ring, and which login role reads by them there. Design §6. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/model.h"

namespace ringfence::policy {

// Whether the rule speaks of this way and purpose at all, expired or not. Rules with a mode of their own do not.
bool is_about(const Transfer& rule, std::string_view from, std::string_view to, std::string_view purpose);
// Whether its last day lies before `today`.
bool has_expired(const Transfer& rule, const Date& today);
// The rule's own word on a column: named, or one of the public ones where it says table:public. Never a sensitive one.
// The words of a search go where everything that they were made of goes, and as it is.
bool admits(const Transfer& rule, const Table& table, std::string_view column);
bool mentions(const Transfer& rule, const TableName& table);

// Those that act today, in the policy's order. Nothing leaves a ring for itself.
std::vector<const Transfer*> rules_in_force(const Policy& policy, std::string_view from, std::string_view to,
                                            std::string_view purpose, const Date& today);

// Who reads: from where, and what for.
struct Reader {
  std::string ring;
  std::string purpose;
  auto operator<=>(const Reader&) const = default;
};
// Those for whom a rule in force lets something out of `from`, and for whom there is a service. Sorted.
std::vector<Reader> readers_of(const Policy& policy, std::string_view from, const Date& today);

// transfer_<reader's ring>_<purpose>: the login role and the schema of views, in the database of the ring that is read.
std::string transfer_name(std::string_view readers_ring, std::string_view purpose);
// world_<purpose>: the login role and the schema of a ring's world views, and how a name begins that is such a one.
inline constexpr std::string_view world_prefix = "world_";
std::string world_name(std::string_view purpose);
// The role that reads `from` for this service. Nothing: it is at home there, and reads as itself. Whether a rule lets
// anything out is not looked at: where none does, there is no such role.
std::optional<std::string> transfer_role_of(const Policy& policy, std::string_view from, const Service& service,
                                            std::string_view purpose);

// Names that Ringfence's own roles and schemas, or PostgreSQL's, may have: no service can.
bool is_reserved_name(std::string_view name);

}  // namespace ringfence::policy
