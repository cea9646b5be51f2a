#include "policy/shown_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringfence::policy {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string shown(const std::string& text) {
  const auto result = shown_text(text);
  return result ? result->text : "error: " + to_text(result.error());
}

TEST(ShownText, IsTheTextWhereThereIsNothingToHide) {
  const std::string text =
      "# people first\n[ring.us]\njurisdictions = [\"US\"]\ndatabase = \"env:RINGFENCE_US\" # from outside\n"
      "operator = \"M\"\n[[transfer]]\nbasis = \"https://meridian.example/why\"\nmask = { \"person.password\" = "
      "\"null\" }\n";
  EXPECT_EQ(shown(text), text);
  EXPECT_EQ(shown_text(text)->sha256.size(), 64u);
}

// However a string may be written in TOML, and wherever its key.
TEST(ShownText, HasNoAddressOfADatabase) {
  for (const std::string text : {
           "[ring.us]\ndatabase = \"postgresql://u:s3cret@db.us.example/app\"\nnext = 1\n",
           "[ring.us]\ndatabase = 'postgresql://u:s3cret@db.us.example/app' # ours\nnext = 1\n",
           "[ring.us]\n\"data\\u0062ase\" = \"postgresql:\\u002f/u:s3cret@db.us.example/app\"\nnext = 1\n",
           "[ring.us]\ndatabase = \"\"\"\npostgresql://u:\\\n  s3cret@db.us.example\\\"\"\"\"\nnext = 1\n",
           "[ring.us]\ndatabase = '''postgresql://u:\ns3cret@db.us.example'''''\nnext = 1\n",
           "ring.us.database = \"postgresql://db.us.example/?pass%77ord=s3cret\"\nnext = 1\n",
           "ring = { \"ü\" = { x = \"€\", database = \"host=x password='s3cret'\" } }\nnext = 1\n",
           "[ring.us]\ndatabase = \"postgresql://u:s3cret\\\"x@db.us.example\"\nnext = 1\n",
       }) {
    EXPECT_THAT(shown(text), Not(HasSubstr("s3cret"))) << text;
    EXPECT_THAT(shown(text), Not(HasSubstr("us.example"))) << text;
    EXPECT_THAT(shown(text), HasSubstr("\"(not shown)\"")) << text;
    EXPECT_THAT(shown(text), HasSubstr("\nnext = 1\n")) << text;
  }
}

TEST(ShownText, HasNoPasswordInCommentsOrElsewhere) {
  for (const std::string line : {
           "# database = \"postgresql://u:s3cret@db.us.example/app\"",
           "# was postgresql://u:s3' cret s3cret@db",
           "# see https://u:s3cret@vault.example/x",
           "# host=db Password = s3cret",
           "operator = \"x\" # passwd:s3cret",
           "# sslpassword='s3cret'",
       }) {
    const std::string text = "a = 1\n" + std::string(line) + "\nb = 2\n";
    EXPECT_THAT(shown(text), Not(HasSubstr("cret"))) << text;
    EXPECT_THAT(shown(text), testing::EndsWith("(not shown)\nb = 2\n")) << text;
  }
}

TEST(ShownText, OfWhatIsNotTomlThereIsNone) {
  EXPECT_THAT(shown("[ring.us\n"), HasSubstr("error: the policy is not TOML"));
}

}  // namespace
}  // namespace ringfence::policy
