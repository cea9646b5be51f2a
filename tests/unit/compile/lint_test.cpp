#include "compile/postgres/lint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "schema_dsl.h"

namespace ringfence::compile::testing {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class LintTest : public ::testing::Test {
 protected:
  LintTest() {
    for (const char* ring : {"us", "eu", "cn", "row"}) {
      scene.policy.rings.push_back({});
      scene.policy.rings.back().name = ring;
    }
    scene.policy.rings[0].codes = {"PR", "US"};
    person = &scene.people();
    person->table.columns[0].identity = 'd';
  }

  Names lines() {
    const Placements& placed = scene.place();
    EXPECT_THAT(scene.findings(), IsEmpty());
    Names made;
    for (const Diagnostic& each : lint(scene.policy, scene.catalogue, placed, leaky, "p.toml").sorted()) {
      made.push_back(std::string(to_text(each.severity)) + ": " + each.message);
    }
    return made;
  }

  Scene scene;
  TableBuilder* person = nullptr;
  std::vector<LeakyIndex> leaky;
};

TEST_F(LintTest, ColumnsNobodyClassifiedAreOneNoteATable) {
  person->columns({"First text", "email text"});
  scene.policy.tables[0].public_columns = {"id"};
  EXPECT_THAT(lines(), Contains("note: person: 3 columns that nobody classified stay private: "
                                "(city_id, \"First\", email)"));
  scene.policy.tables[0].sensitive = {"city_id", "First", "email"};
  EXPECT_THAT(lines(), Not(Contains(HasSubstr("nobody classified"))));
}

TEST_F(LintTest, PublicColumnsThatLookPersonal) {
  person->columns({"workEmail text", "手机号 text", "last_ip inet", "email_ok boolean", "motto text"});
  scene.policy.tables[0].public_columns = {"id", "workEmail", "手机号", "last_ip", "email_ok", "motto"};
  const Names found = lines();
  EXPECT_THAT(found, Contains("warning: person.\"workEmail\" is public and looks personal: its name says email"));
  EXPECT_THAT(found, Contains("warning: person.\"手机号\" is public and looks personal: its name says 手机"));
  EXPECT_THAT(found, Contains("warning: person.last_ip is public and looks personal: its type is inet"));
  EXPECT_THAT(found, Not(Contains(HasSubstr("email_ok is"))));
  EXPECT_THAT(found, Not(Contains(HasSubstr("motto is"))));
}

TEST_F(LintTest, ForeignKeysThatCrossAndTheirActions) {
  TableBuilder& knows = scene.table("knows").columns({"a", "b"}).refers({"a"}, "person").refers({"b"}, "person");
  knows.table.foreign_keys[1].on_delete = 'c';
  scene.table("post").columns({"id", "by"}).primary({"id"}).refers({"by"}, "person");
  TableBuilder& comment = scene.table("comment").columns({"by", "post"});
  comment.refers({"by"}, "person").refers({"post"}, "post");
  comment.table.foreign_keys[0].on_delete = 'n';
  scene.owned("knows", {"a"});
  scene.owned("post");
  scene.owned("comment", {"by"});
  const Names found = lines();
  EXPECT_THAT(found, Contains("note: foreign key knows_b_fkey of knows.b to person crosses rings and is turned to the "
                              "directory: the person may be at home in another ring"));
  EXPECT_THAT(found,
              Contains("warning: ON DELETE CASCADE of foreign key knows_b_fkey of knows no longer acts: it refers "
                       "to the directory, whose rows stay"));
  EXPECT_THAT(found, Contains("warning: foreign key comment_post_fkey of comment.post to post crosses rings and is "
                              "dropped: comment and post may rest in different rings"));
  EXPECT_THAT(found, Contains(AllOf(HasSubstr("ON DELETE SET NULL"), HasSubstr("will fail"))));
  EXPECT_EQ(crossings(scene.place()).size(), 2u);
}

TEST_F(LintTest, KeysThatHoldWithinARingOnly) {
  person->columns({"email text"}).unique({"email"});
  scene.table("post")
      .columns({"id", "by", "slug text"})
      .refers({"by"}, "person")
      .unique({"slug"})
      .unique({"by", "slug"});
  scene.owned("post");
  EXPECT_THAT(lines(), Contains("warning: UNIQUE email of person holds within each ring only: two rings may have the "
                                "same email"));
  EXPECT_THAT(lines(), Contains(HasSubstr("UNIQUE slug of post")));
  EXPECT_THAT(lines(), Not(Contains(HasSubstr("(by, slug)"))));
  EXPECT_THAT(lines(), Not(Contains(HasSubstr("PRIMARY KEY"))));
}

TEST_F(LintTest, SubjectsThatMayBeNull) {
  person->table.columns[1].not_null = true;
  scene.table("post").columns({"by"}).refers({"by"}, "person");
  policy::Table& post = scene.owned("post");
  EXPECT_THAT(lines(), Contains(HasSubstr("post.by may be NULL and no longer will be")));
  EXPECT_THAT(lines(), Not(Contains(HasSubstr("person.country may be NULL"))));
  post.unowned = "us";
  EXPECT_THAT(lines(), Not(Contains(HasSubstr("may be NULL"))));
}

TEST_F(LintTest, SequencesTooSmallToBeMadeDisjoint) {
  Sequence sequence;
  sequence.name = named("person_id_seq");
  sequence.maximum = 2147483647;
  sequence.owner_table = named("person");
  sequence.owner_column = "id";
  scene.catalogue.sequences = {sequence};
  EXPECT_THAT(lines(), Not(Contains(HasSubstr("sequence"))));
  person->table.estimated_rows = 400e6;
  EXPECT_THAT(lines(),
              Contains("warning: sequence person_id_seq is too small to be made disjoint: 134217728 values for "
                       "each of 4 rings"));
  person->table.estimated_rows = 10;
  person->table.columns[0].base_type = "smallint";
  EXPECT_THAT(lines(), Contains(HasSubstr("8192 values for each")));
}

TEST_F(LintTest, RowFiltersAreRead) {
  policy::Transfer transfer;
  transfer.name = "feed";
  transfer.rows[named("person")] = "visiblity = 'public'";
  scene.policy.transfers = {transfer};
  EXPECT_THAT(lines(), Contains("error: rows.person of transfer feed: person has no column visiblity"));
  scene.policy.transfers[0].rows[named("person")] = "country = = 'US'";
  EXPECT_THAT(lines(), Contains(AllOf(HasSubstr("error: rows.person"), HasSubstr("syntax error"))));
}

TEST_F(LintTest, IndexesUnderWithholdingAndTheServer) {
  scene.catalogue.server_version = 150013;
  leaky = {{named("person"), "person_text", {"@@ (ts_match_vq(tsvector,tsquery))"}}};
  EXPECT_THAT(lines(), Contains(HasSubstr("the server is PostgreSQL 15.13")));
  EXPECT_THAT(lines(), Not(Contains(HasSubstr("person_text"))));
  scene.policy.tables[0].content = true;
  scene.catalogue.server_version = 150014;
  EXPECT_THAT(lines(), Contains(HasSubstr("index person_text of person is not used where content can be withheld")));
  EXPECT_THAT(lines(), Not(Contains(HasSubstr("the server is"))));
}

}  // namespace
}  // namespace ringfence::compile::testing
