#include <gtest/gtest.h>

#include "lifecycle/database.h"
#include "lifecycle/database_uri.h"

namespace ringfence::lifecycle {
namespace {

TEST(WithDatabase, keepsTheRestOfTheAddress) {
  EXPECT_EQ(with_database("postgresql://u@h:1/app?passfile=%2Fp", "postgres"),
            "postgresql://u@h:1/app?passfile=%2Fp&dbname=postgres");
  EXPECT_EQ(with_database("postgres://h", "a b"), "postgres://h?dbname=a%20b");
  EXPECT_EQ(with_database("host=h dbname=app", "o'b\\"), "host=h dbname=app dbname='o\\'b\\\\'");
}

TEST(WithoutSecret, leavesNoPasswordBehind) {
  EXPECT_EQ(without_secret("postgresql://u:s3cret@h/app"), "postgresql://u@h/app");
  EXPECT_EQ(without_secret("postgresql://u:s3?cr@et@h/app"), "postgresql://u@h/app");
  EXPECT_EQ(without_secret("postgresql://u@h:5432/app"), "postgresql://u@h:5432/app");
  EXPECT_EQ(without_secret("postgresql://u@[::1]:5432/app"), "postgresql://u@[::1]:5432/app");
  EXPECT_EQ(without_secret("postgresql://h/app?password=x&sslmode=require"), "postgresql://h/app?sslmode=require");
  EXPECT_EQ(without_secret("postgresql://h/app?sslmode=require&password=x"), "postgresql://h/app?sslmode=require");
  EXPECT_EQ(without_secret("postgresql://h/app?sslpassword=x"), "postgresql://h/app");
  EXPECT_EQ(without_secret("host=h password=x").find('x'), std::string::npos);
}

TEST(CreateOptions, quoteWhatASourceSays) {
  EXPECT_EQ(create_options({"UTF8", "C.UTF-8", "C.UTF-8", 'c', ""}, 150000),
            "TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' LOCALE_PROVIDER libc");
  EXPECT_EQ(create_options({"LATIN1", "C", "C", 'c', ""}, 140000),
            "TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'");
  EXPECT_EQ(create_options({"UTF8", "C", "C", 'i', "de'x"}, 150000),
            "TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' LOCALE_PROVIDER icu ICU_LOCALE 'de''x'");
}

}  // namespace
}  // namespace ringfence::lifecycle
