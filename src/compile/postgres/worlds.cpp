// World views: for each purpose of a service whose scope is the world, the application's tables with the rows of every
// ring in them. docs/decisions/0013-world-views.md.
#include <fmt/format.h>

#include <algorithm>

#include "compile/postgres/search.h"
#include "compile/postgres/transfers_parts.h"
#include "compile/postgres/world_parts.h"
#include "pg/quote.h"

namespace ringfence::compile {

namespace {

// Rows a FETCH brings: about a page, where a LIMIT does not reach the other side. The gateway reads ahead of it.
constexpr const char* rows_at_once = "100";
constexpr int async_since = 140000;  // server_version_num

// Of one other ring: what it lets this one see for the purpose.
struct Neighbour {
  const policy::Ring* ring = nullptr;
  TransferRole role;
};

std::set<std::string> purposes_of(const policy::Policy& policy, const policy::Ring& ring) {
  std::set<std::string> purposes;
  for (const policy::Service& service : policy.services) {
    const policy::Ring* home = policy.home_of(service.location);
    if (service.scope != policy::Scope::world || home == nullptr || home->name != ring.name) continue;
    purposes.insert(service.purposes.begin(), service.purposes.end());
  }
  return purposes;
}

std::string column_list(const Table& table) {
  std::string text;
  for (const Column& column : table.columns) {
    text += fmt::format("{}t.{}", text.empty() ? "" : ", ", pg::quote_identifier(column.name));
  }
  return text;
}

// A domain is of the type below it in what other rings show, and so in what is united with it.
std::string own_columns(const Table& table) {
  std::string text;
  for (const Column& column : table.columns) {
    const std::string name = pg::quote_identifier(column.name);
    const std::string type = building::plain_type(column);
    text += text.empty() ? "" : ", ";
    text += type == column.type ? fmt::format("t.{0} AS {0}", name) : fmt::format("(t.{0})::{1} AS {0}", name, type);
  }
  return text;
}

std::string foreign_columns(const Table& table) {
  std::string text;
  for (const Column& column : table.columns) {
    text += fmt::format("{}{} {}{}", text.empty() ? "" : ", ", pg::quote_identifier(column.name),
                        building::plain_type(column), column.collation.empty() ? "" : " COLLATE " + column.collation);
  }
  return text;
}

class WorldBuilder {
 public:
  WorldBuilder(const policy::Ring& here, const Catalogue& catalogue, const std::vector<Neighbour>& neighbours,
               TransferRole& role)
      : here_(here), catalogue_(catalogue), neighbours_(neighbours), role_(role) {}

  void add(const Placement& table) {
    std::vector<Part> others;
    if (table.rest != Rest::shared) others = parts(table);
    if (others.empty() && table.rest != Rest::shared) return;
    const TableName& on = table.table->name;
    const std::string own = fmt::format("SELECT {} FROM {} AS t", own_columns(*table.table), qualified(on));
    std::string query = own;
    for (const Part& other : others) query += " UNION ALL " + other.query;
    role_.owner.grants[{Securable::table, on.schema, on.name}].insert("SELECT");
    add_view(on.name, on, std::move(query));
    if (others.empty()) return;
    others.push_back({here_.name, own});
    add_parts(on, others);
  }

 private:
  struct Part {
    std::string ring;
    std::string query;
  };

  void add_view(const std::string& name, const TableName& on, std::string query) {
    role_.login.grants[{Securable::table, role_.login.name, name}].insert("SELECT");
    role_.views.push_back({{role_.login.name, name}, on, std::move(query), false, false});
  }

  // Each by itself, for what each ring can count on its own. All of them or none: who finds some takes them for all.
  void add_parts(const TableName& on, std::vector<Part>& all) {
    for (const Part& part : all) {
      if (!has_world_part_name(part.ring, on.name) || is_table(world_part_name(part.ring, on.name))) return;
    }
    for (Part& part : all) add_view(world_part_name(part.ring, on.name), on, std::move(part.query));
  }

  [[nodiscard]] bool is_table(const std::string& name) const {
    return std::ranges::any_of(catalogue_.tables, [&](const Table& table) { return table.name.name == name; });
  }

  std::vector<Part> parts(const Placement& table) {
    std::vector<Part> others;
    for (const Neighbour& neighbour : neighbours_) {
      const bool is_there = std::ranges::any_of(neighbour.role.views,
                                                [&](const TransferView& view) { return view.on == table.table->name; });
      const bool is_never = std::ranges::find(table.never_in, neighbour.ring->name) != table.never_in.end();
      if (is_there && !is_never) others.push_back({neighbour.ring->name, part(*table.table, neighbour)});
    }
    return others;
  }

  // No table of an application has a name with a slash in it, in all likelihood; if one has, the plan says so.
  std::string part(const Table& table, const Neighbour& neighbour) {
    ForeignTable foreign;
    foreign.name = {role_.login.name, pg::generated_name({neighbour.ring->name + '/' + table.name.name})};
    foreign.views = {table.name.name, world_part_name(neighbour.ring->name, table.name.name)};
    foreign.ring = neighbour.ring->name;
    foreign.columns = foreign_columns(table);
    foreign.options = {{"schema_name", neighbour.role.login.name}, {"table_name", table.name.name}};
    role_.owner.grants[{Securable::table, foreign.name.schema, foreign.name.name}].insert("SELECT");
    std::string query = fmt::format("SELECT {} FROM {} AS t", column_list(table), qualified(foreign.name));
    role_.foreign.push_back(std::move(foreign));
    return query;
  }

  const policy::Ring& here_;
  const Catalogue& catalogue_;
  const std::vector<Neighbour>& neighbours_;
  TransferRole& role_;
};

std::map<std::string, std::string> server_options(const policy::Ring& ring, const policy::Ring& other, int version) {
  const auto colon = ring.gateway.rfind(':');
  std::map<std::string, std::string> options = {{"host", ring.gateway.substr(0, colon)},
                                                {"port", ring.gateway.substr(colon + 1)},
                                                {"dbname", other.name},
                                                {"application_name", "rf-%p"},
                                                {"fetch_size", rows_at_once},
                                                {"use_remote_estimate", "false"},
                                                {"updatable", "false"},
                                                {"truncatable", "false"}};
  if (version >= async_since) options["async_capable"] = "true";
  return options;
}

// Compiling pays where a plan's cost is real. Here most of it is a guess about foreign tables of which nothing is
// known.
ServiceRole world_login(const std::string& purpose) {
  ServiceRole login = reader_login(policy::world_name(purpose));
  login.settings["jit"] = "off";
  return login;
}

TransferRole world_role(const policy::Ring& ring, const std::string& purpose, const Catalogue& catalogue) {
  TransferRole role;
  role.reader = {ring.name, purpose};
  role.login = world_login(purpose);
  role.login.grants[{Securable::database, "", catalogue.database}] = {"CONNECT"};
  role.login.grants[{Securable::schema, role.login.name, ""}] = {"USAGE"};
  role.owner.name = "ringfence_" + role.login.name;
  role.owner.kind = RoleKind::view_owner;
  role.owner.at_home = true;
  role.owner.views = role.login.name;
  return role;
}

}  // namespace

std::vector<ServiceRole> world_logins(const policy::Policy& policy, const policy::Ring& ring,
                                      const policy::Date& today) {
  std::vector<ServiceRole> roles;
  for (const std::string& purpose : purposes_of(policy, ring)) {
    const bool anything = std::ranges::any_of(policy.rings, [&](const policy::Ring& other) {
      return !policy::rules_in_force(policy, other.name, ring.name, purpose, today).empty();
    });
    if (anything) roles.push_back(world_login(purpose));
  }
  return roles;
}

void add_worlds(const policy::Policy& policy, const policy::Ring& ring, const Catalogue& catalogue,
                const Placements& placements, const policy::Date& today, Transfers& into) {
  if (ring.gateway.empty()) return;
  into.with_worlds = true;
  for (const std::string& purpose : purposes_of(policy, ring)) {
    std::vector<Neighbour> neighbours;
    for (const policy::Ring& other : policy.rings) {
      if (other.name == ring.name) continue;
      // All rings have one schema: what the other one's views are can be said from here.
      for (TransferRole& role : transfers(policy, other, catalogue, placements, today).roles) {
        if (role.reader == policy::Reader{ring.name, purpose}) neighbours.push_back({&other, std::move(role)});
      }
    }
    if (neighbours.empty()) continue;
    TransferRole world = world_role(ring, purpose, catalogue);
    WorldBuilder builder(ring, catalogue, neighbours, world);
    for (const Placement& table : placements.tables) {
      if (table.rule != nullptr && !building::follows_parent(table)) builder.add(table);
    }
    if (!searched_tables(placements).empty()) grant_search(world.login);
    for (const Neighbour& neighbour : neighbours) {
      into.servers[neighbour.ring->name] = server_options(ring, *neighbour.ring, catalogue.server_version);
    }
    into.roles.push_back(std::move(world));
  }
}

}  // namespace ringfence::compile
