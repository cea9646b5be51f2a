// A small world for the tests of routing: three rings, people by country and what they own, tenants' members with a key
// of two columns, and rows of nobody. The gateway is that of ring us.
#pragma once

#include <memory>
#include <string>

#include "../compile/schema_dsl.h"
#include "gateway/route/router.h"

namespace ringfence::gateway::testing {

inline policy::Service service(const std::string& name, const std::string& location, std::vector<std::string> purposes,
                               policy::Scope scope = policy::Scope::home) {
  policy::Service made;
  made.name = name;
  made.location = location;
  made.purposes = std::move(purposes);
  made.scope = scope;
  return made;
}

inline policy::Ring ring(const std::string& name, std::vector<std::string> codes) {
  policy::Ring made;
  made.name = name;
  made.jurisdictions = codes;
  made.codes = std::move(codes);
  return made;
}

inline policy::Transfer feed() {
  policy::Transfer rule;
  rule.name = "public-feed";
  rule.from = rule.to = {"*"};
  rule.purposes = {"feed"};
  rule.columns = {{compile::testing::named("person"), "first_name"}, {compile::testing::named("person"), "id"}};
  rule.expires = policy::Date{2027, 6, 30};
  return rule;
}

// `members`: a second subject table, of a key of two columns.
inline compile::testing::Scene scene_of(bool members) {
  compile::testing::Scene scene;
  scene.policy.rings = {ring("us", {"US"}), ring("cn", {"CN"}), ring("eu", {"DE", "FR"})};
  scene.people();
  scene.policy.tables.back().lookup = {"email"};
  scene.policy.tables.back().public_columns = {"id", "first_name"};
  scene.owned("post", {"author_id"}).content = true;
  scene.owned("mail", {"owner_id"}).never_in = {"us"};
  scene.owned("photo", {"owner_id"});
  scene.shared("tag");
  scene.bound("setting", "us");
  scene.bound("till", "eu");
  if (members) scene.subject_table("member", {"tenant", "code"}, {"land"}).home->codes = {{"Deutschland", "DE"}};
  scene.policy.services = {service("web", "US", {"serve", "feed", "migrate"}, policy::Scope::world),
                           service("home", "US", {"serve"}), service("berlin", "DE", {"serve", "feed"})};
  scene.policy.transfers = {feed()};
  return scene;
}

inline compile::Catalogue catalogue_of(bool members) {
  using compile::testing::TableBuilder;
  TableBuilder person("person");
  person.columns({"id", "country text", "email text", "first_name text"}).primary({"id"});
  compile::Catalogue catalogue;
  catalogue.server_version = 150008;
  catalogue.tables = {person.table};
  for (const auto& [name, owner] : {std::pair{"post", "author_id"}, {"mail", "owner_id"}, {"photo", "owner_id"}}) {
    TableBuilder owned(name);
    owned.columns({"id", owner, "content text"}).primary({"id"}).refers({owner}, "person");
    catalogue.tables.push_back(owned.table);
  }
  for (const char* name : {"tag", "setting", "till"}) {
    TableBuilder nobodys(name);
    nobodys.columns({"id", "name text"}).primary({"id"});
    catalogue.tables.push_back(nobodys.table);
  }
  if (members) {
    TableBuilder member("member");
    member.columns({"tenant integer", "code text", "land text"}).primary({"tenant", "code"});
    catalogue.tables.push_back(member.table);
  }
  std::ranges::sort(catalogue.tables, {}, &compile::Table::name);
  return catalogue;
}

inline std::shared_ptr<Knowledge> knowledge_of(bool members = false, std::uint64_t generation = 1) {
  auto knowledge = std::make_shared<Knowledge>();
  knowledge->policy = scene_of(members).policy;
  knowledge->catalogue = catalogue_of(members);
  knowledge->here = knowledge->policy.find_ring("us");
  knowledge->placements = compile::place(knowledge->policy, knowledge->catalogue, "p.toml");
  knowledge->generation = generation;
  return knowledge;
}

inline const policy::Service* find_service(const Knowledge& knowledge, std::string_view name) {
  return &*std::ranges::find(knowledge.policy.services, name, &policy::Service::name);
}

}  // namespace ringfence::gateway::testing
