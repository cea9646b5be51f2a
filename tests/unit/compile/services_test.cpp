#include "compile/postgres/services.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "schema_dsl.h"

namespace ringfence::compile {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::ring;
using testing::Scene;

policy::Service service(const std::string& name, const policy::Code& location, std::vector<std::string> purposes) {
  policy::Service made;
  made.name = name;
  made.location = location;
  made.purposes = std::move(purposes);
  return made;
}

Sequence sequence(const std::string& name, const std::optional<TableName>& owner) {
  Sequence made;
  made.name = testing::named(name);
  made.owner_table = owner;
  return made;
}

class Services : public ::testing::Test {
 protected:
  void SetUp() override {
    scene.policy.rings = {ring("us", {"US"}), ring("cn", {"CN"})};
    scene.policy.services = {service("web-us", "US", {"serve"}), service("mover", "US", {"serve", "migrate"}),
                             service("web-cn", "CN", {"serve"})};
    scene.people().table.owner = "app_owner";
    scene.table("tag").columns({"id"}).primary({"id"}).table.owner = "postgres";
    scene.table("work.queue").columns({"id"}).primary({"id"}).table.owner = "app_owner";
    scene.shared("tag");
    scene.bound("work.queue", "us");
    scene.place();
    ASSERT_FALSE(scene.place().findings.has_errors());
    scene.catalogue.database = "app";
    scene.catalogue.sequences = {
        sequence("free", std::nullopt), sequence("person_id_seq", TableName{"public", "person"}),
        sequence("tag_id_seq", TableName{"public", "tag"}), sequence("far.free", std::nullopt)};
  }
  std::vector<ServiceRole> in(std::size_t number) {
    return service_roles(scene.policy, scene.policy.rings[number], &scene.catalogue, &scene.place(), today);
  }
  // "what: sql" of each change.
  static std::vector<std::string> lines(const ServiceChanges& changes) {
    std::vector<std::string> all;
    for (const Change& change : changes.changes) all.push_back(change.what + ": " + change.sql);
    return all;
  }
  static FoundRole as_wanted(const ServiceRole& role) {
    FoundRole found;
    found.attributes = role.attributes;
    found.grants = role.grants;
    found.member_of = role.owners;
    return found;
  }
  ServiceChanges changes_for(const ServiceRole& role, const FoundRole& found) {
    ServiceChanges changes;
    const FoundServices all{{{role.name, found}}, {"postgres"}};
    role_changes({role}, all, changes);
    grant_changes({role}, all, changes);
    return changes;
  }
  static Target table(const std::string& name) {
    const TableName parts = testing::named(name);
    return {Securable::table, parts.schema, parts.name};
  }
  // From ring us into ring cn, for what web-cn does there.
  void let_read() {
    policy::Transfer rule;
    rule.name = "reading";
    rule.from = {"us"};
    rule.to = {"cn"};
    rule.purposes = {"serve"};
    rule.expires = policy::Date{2026, 6, 30};
    scene.policy.transfers = {rule};
  }
  policy::Date today{2026, 6, 30};
  Scene scene;
};

TEST_F(Services, EachHasItsRightsAtHomeAndNoneElsewhere) {
  const auto us = in(0);
  const ServiceRole& web = us[0];
  EXPECT_TRUE(web.at_home);
  EXPECT_THAT(web.attributes, ElementsAre("LOGIN"));
  EXPECT_THAT(web.grants.at(table("person")), ElementsAre("DELETE", "INSERT", "SELECT", "UPDATE"));
  EXPECT_THAT(web.grants.at(table("tag")), ElementsAre("SELECT"));
  EXPECT_EQ(web.grants.at(table("work.queue")).size(), 4U) << "bound to this very ring";
  EXPECT_THAT(web.grants.at({Securable::database, "", "app"}), ElementsAre("CONNECT", "TEMPORARY"));
  EXPECT_THAT(web.grants.at({Securable::schema, "work", ""}), ElementsAre("USAGE"));
  EXPECT_TRUE(us[2].grants.empty());
  EXPECT_FALSE(us[2].at_home);
  const auto cn = in(1);
  EXPECT_FALSE(cn[2].grants.contains(table("work.queue"))) << "bound to another ring";
  EXPECT_FALSE(cn[2].grants.contains({Securable::schema, "work", ""}));
}

TEST_F(Services, WhereARuleLetsItReadAServiceMayConnectAndNothingElse) {
  let_read();
  const ServiceRole visitor = in(0)[2];
  EXPECT_TRUE(visitor.visits);
  EXPECT_FALSE(visitor.at_home);
  EXPECT_THAT(visitor.attributes, ElementsAre("LOGIN"));
  EXPECT_THAT(visitor.grants,
              ElementsAre(::testing::Pair(Target{Securable::database, "", "app"}, Privileges{"CONNECT"})));
  EXPECT_FALSE(in(0)[0].visits) << "at home";
  EXPECT_FALSE(in(1)[0].visits) << "the rule is of the other way";
  EXPECT_THAT(changes_for(visitor, as_wanted(visitor)).changes, IsEmpty());
  FoundRole found = as_wanted(visitor);
  found.grants[table("person")] = {"SELECT"};
  found.grants[{Securable::database, "", "app"}].insert("TEMPORARY");
  found.member_of = {"app_owner"};
  found.attributes.insert("INHERIT");
  EXPECT_THAT(changes_for(visitor, found).changes, ::testing::SizeIs(4));
}

TEST_F(Services, AVisitEndsWithItsLastRuleAndIsNotForMigrations) {
  let_read();
  scene.policy.services.push_back(service("mover-cn", "CN", {"serve", "migrate"}));
  EXPECT_FALSE(in(0)[3].visits);
  EXPECT_FALSE(in(0)[3].is_wanted());
  today = {2026, 7, 1};
  const ServiceRole past = in(0)[2];
  EXPECT_FALSE(past.is_wanted());
  EXPECT_THAT(past.grants, IsEmpty());
  FoundRole found;
  found.grants[{Securable::database, "", "app"}] = {"CONNECT"};
  EXPECT_THAT(
      lines(changes_for(past, found)),
      ElementsAre("unexpected grant of web-cn: CONNECT on database app: REVOKE CONNECT ON DATABASE \"app\" FROM "
                  "\"web-cn\" CASCADE"));
}

TEST_F(Services, ARoleThatIsMadeForVisitsSaysSo) {
  let_read();
  ServiceChanges changes;
  role_changes({in(0)[2]}, {}, changes);
  EXPECT_THAT(lines(changes),
              ElementsAre(HasSubstr("LOGIN NOREPLICATION NOBYPASSRLS; COMMENT ON ROLE \"web-cn\" IS 'made")));
}

TEST_F(Services, SequencesGoWithTheTablesThatAreWritten) {
  const auto us = in(0);
  EXPECT_TRUE(us[0].grants.contains({Securable::sequence, "public", "free"}));
  EXPECT_TRUE(us[0].grants.contains({Securable::sequence, "public", "person_id_seq"}));
  EXPECT_FALSE(us[0].grants.contains({Securable::sequence, "public", "tag_id_seq"})) << "of a table it only reads";
  EXPECT_FALSE(us[0].grants.contains({Securable::sequence, "far", "free"})) << "of a schema it does not use";
  EXPECT_TRUE(us[1].grants.contains({Securable::sequence, "public", "tag_id_seq"}))
      << "a migration writes what is shared";
}

TEST_F(Services, MigrationsBelongToTheOwnersButNotToMightyOnes) {
  const ServiceRole mover = in(0)[1];
  EXPECT_THAT(mover.attributes, ElementsAre("INHERIT", "LOGIN"));
  EXPECT_THAT(mover.owners, ElementsAre("app_owner", "postgres"));
  EXPECT_THAT(mover.grants.at({Securable::schema, "public", ""}), ElementsAre("CREATE", "USAGE"));
  FoundRole found = as_wanted(mover);
  found.member_of = {"postgres"};
  const ServiceChanges changes = changes_for(mover, found);
  EXPECT_THAT(
      lines(changes),
      ElementsAre("unexpected membership of mover in postgres: REVOKE \"postgres\" FROM \"mover\"",
                  "missing membership of mover in app_owner, who owns tables: GRANT \"app_owner\" TO \"mover\""));
  EXPECT_THAT(changes.notes, ElementsAre(HasSubstr("cannot alter the tables that postgres owns")));
}

TEST_F(Services, ANewRoleHasNoPasswordAndEveryAttributeSaid) {
  ServiceChanges changes;
  role_changes({in(0)[0]}, {}, changes);
  EXPECT_THAT(
      lines(changes),
      ElementsAre("missing role web-us: CREATE ROLE \"web-us\" NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT LOGIN "
                  "NOREPLICATION NOBYPASSRLS"));
  changes = {};
  role_changes({in(0)[2]}, {}, changes);
  EXPECT_THAT(changes.changes, IsEmpty()) << "its home is elsewhere";
}

TEST_F(Services, WhatIsAsWantedIsLeftAlone) {
  for (const ServiceRole& role : in(0)) {
    FoundRole found = as_wanted(role);
    found.member_of.erase("postgres");
    EXPECT_THAT(changes_for(role, found).changes, IsEmpty()) << role.name;
  }
}

TEST_F(Services, RightsThatAreAlikeAreOneStatement) {
  const ServiceRole web = in(0)[0];
  FoundRole found = as_wanted(web);
  found.grants.erase(table("person"));
  found.grants.erase(table("work.queue"));
  found.grants[table("tag")] = {"SELECT", "TRUNCATE"};
  found.grantable[table("tag")] = {"SELECT"};
  EXPECT_THAT(
      lines(changes_for(web, found)),
      ElementsAre(
          "unexpected grant of web-us: TRUNCATE on table tag: REVOKE TRUNCATE ON TABLE \"public\".\"tag\" FROM "
          "\"web-us\" CASCADE",
          "unexpected right to hand on a grant of web-us: SELECT on table tag: REVOKE GRANT OPTION FOR SELECT ON "
          "TABLE \"public\".\"tag\" FROM \"web-us\" CASCADE",
          "missing grant of web-us: DELETE, INSERT, SELECT, UPDATE on table person, work.queue: GRANT DELETE, "
          "INSERT, SELECT, UPDATE ON TABLE \"public\".\"person\", \"work\".\"queue\" TO \"web-us\""));
}

TEST_F(Services, AttributesThatDifferAreNamedAndSet) {
  const ServiceRole web = in(0)[0];
  FoundRole found = as_wanted(web);
  found.attributes = {"SUPERUSER", "BYPASSRLS"};
  EXPECT_THAT(
      lines(changes_for(web, found)),
      ElementsAre("different role web-us: SUPERUSER, NOLOGIN, BYPASSRLS: ALTER ROLE \"web-us\" NOSUPERUSER LOGIN "
                  "NOBYPASSRLS"));
}

TEST_F(Services, OnlyAPersonSettlesOwnersAndTheServersOwnRole) {
  const ServiceRole web = in(0)[0];
  FoundRole found = as_wanted(web);
  found.owned = {"table public.person"};
  found.others = {{"default acl for role x", ""}};
  EXPECT_THAT(changes_for(web, found).for_a_person,
              ElementsAre(HasSubstr("unexpected grant of web-us on default acl"), HasSubstr("web-us owns table")));
  found = {};
  found.is_ours = true;
  const ServiceChanges changes = changes_for(web, found);
  EXPECT_THAT(changes.changes, IsEmpty());
  EXPECT_THAT(changes.for_a_person, ElementsAre(HasSubstr("administers this server")));
}

TEST_F(Services, AnOwnersOwnRightsAreLeftToIt) {
  const ServiceRole mover = in(0)[1];
  FoundRole found = as_wanted(mover);
  found.member_of.erase("postgres");
  found.owned = {"table public.person", "table public.extra"};
  found.owns = {table("person"), table("extra")};
  for (const std::string name : {"person", "extra"}) {
    found.grants[table(name)] = {"SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"};
    found.grantable[table(name)] = {"SELECT"};
  }
  ServiceChanges changes = changes_for(mover, found);
  EXPECT_THAT(lines(changes), IsEmpty()) << "whoever made a table may refer to it, and hand on what it wants to";
  EXPECT_THAT(changes.for_a_person, IsEmpty());

  found.owns.erase(table("extra"));
  found.grantable.clear();
  EXPECT_THAT(lines(changes_for(mover, found)), ElementsAre(HasSubstr("REVOKE DELETE, INSERT, REFERENCES")))
      << "on another's table the same is a gift";

  found.owns = {table("person"), table("extra")};
  found.grants.erase(table("extra"));
  found.grants[table("person")] = {"SELECT"};
  EXPECT_THAT(lines(changes_for(mover, found)), ElementsAre(HasSubstr("GRANT DELETE, INSERT, UPDATE ON TABLE")))
      << "what the service needs it gets back";
}

TEST_F(Services, WhatAServiceOfElsewhereHasHereIsTakenAway) {
  const ServiceRole away = in(0)[2];
  FoundRole found;
  found.attributes = {"LOGIN", "SUPERUSER"};
  found.grants[table("person")] = {"SELECT"};
  EXPECT_THAT(lines(changes_for(away, found)),
              ElementsAre("unexpected grant of web-cn: SELECT on table person: REVOKE SELECT ON TABLE "
                          "\"public\".\"person\" FROM \"web-cn\" CASCADE"));
}

}  // namespace
}  // namespace ringfence::compile
