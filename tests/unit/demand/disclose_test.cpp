#include <gmock/gmock.h>

#include "../compile/schema_dsl.h"
#include "base/bech32.h"
#include "base/tar.h"
#include "demand/disclose/gather.h"

namespace ringfence::demand {

namespace {

using compile::testing::Scene;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Disclose : public ::testing::Test {
 protected:
  void SetUp() override {
    scene.people();
    scene.table("post").columns({"id", "author_id", "content text"}).primary({"id"}).refers({"author_id"}, "person");
    scene.table("post_tag").columns({"post_id", "tag text"}).primary({"post_id", "tag"}).refers({"post_id"}, "post");
    scene.table("tag").columns({"name text"}).primary({"name"});
    scene.owned("post", {"author_id"});
    scene.owned("post_tag");
    scene.shared("tag");
    says.accounts = {{"person", "42"}, {"person", "it's"}};
  }
  Result<Questions> ask(const std::vector<std::pair<std::string, std::string>>& columns) {
    for (const auto& [table, column] : columns) says.columns.push_back({compile::testing::named(table), column});
    return questions(says, scene.place());
  }
  Scene scene;
  Says says;
};

TEST_F(Disclose, OnlyTheNamedSubjectsRowsAndTheNamedColumns) {
  const auto asked = ask({{"post", "content"}, {"person", "country"}});
  ASSERT_TRUE(asked) << asked.error().message;
  ASSERT_EQ(asked->tables.size(), 2u);
  EXPECT_EQ(asked->tables[0].select,
            "SELECT t.\"country\" FROM \"public\".\"person\" AS t WHERE t.\"id\" IN ('42', 'it''s') ORDER BY"
            " ROW(t.\"country\")::text COLLATE \"C\"");
  EXPECT_THAT(asked->tables[1].select, HasSubstr("WHERE t.\"author_id\" IN ('42', 'it''s')"));
}

TEST_F(Disclose, TheRoleMayReadThatAndWhoseItIs) {
  const auto asked = ask({{"post_tag", "tag"}, {"person", "country"}});
  ASSERT_TRUE(asked) << asked.error().message;
  EXPECT_THAT(role_statements("r", *asked, true),
              ElementsAre("CREATE ROLE \"r\" NOLOGIN NOINHERIT BYPASSRLS", "GRANT USAGE ON SCHEMA \"public\" TO \"r\"",
                          "GRANT SELECT (\"country\", \"id\") ON \"public\".\"person\" TO \"r\"",
                          "GRANT SELECT (\"author_id\", \"id\") ON \"public\".\"post\" TO \"r\"",
                          "GRANT SELECT (\"post_id\", \"tag\") ON \"public\".\"post_tag\" TO \"r\""));
  EXPECT_THAT(role_statements("r", *asked, false)[0], "CREATE ROLE \"r\" NOLOGIN NOINHERIT");
}

TEST_F(Disclose, WhatIsNobodysOrNotThereIsRefused) {
  EXPECT_THAT(ask({{"tag", "name"}}).error().message, HasSubstr("no subject's"));
  says.columns.clear();
  EXPECT_THAT(ask({{"post", "missing"}}).error().message, HasSubstr("has no column missing"));
  says.columns.clear();
  says.accounts = {{"company", "1"}};
  EXPECT_THAT(ask({{"post", "content"}}).error().message, HasSubstr("the demand names none"));
}

TEST(Tar, IsReadByEveryTar) {
  const auto archive = tar({{"a.txt", "hello"}, {"empty", ""}}, 1);
  ASSERT_TRUE(archive);
  EXPECT_EQ(archive->size() % 512, 0u);
  EXPECT_EQ(archive->substr(0, 5), "a.txt");
  EXPECT_EQ(archive->substr(257, 5), "ustar");
  EXPECT_EQ(archive->substr(512, 5), "hello");
  EXPECT_FALSE(tar({{std::string(101, 'a'), ""}}, 1));
}

TEST(Bech32, OnlyWithItsChecksum) {
  const std::string key = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
  EXPECT_TRUE(is_bech32(key, "age"));
  EXPECT_FALSE(is_bech32(key, "ag"));
  for (std::size_t i = 0; i < key.size(); ++i) {
    std::string other = key;
    other[i] = other[i] == 'q' ? 'p' : 'q';
    EXPECT_FALSE(is_bech32(other, "age")) << i;
  }
}

}  // namespace

}  // namespace ringfence::demand
