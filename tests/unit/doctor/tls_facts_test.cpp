#include "gateway/io/tls_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lifecycle/certificates.h"

namespace ringfence::gateway {

namespace {

struct Made {
  lifecycle::Certificate authority, ring;
};

Made made() {
  Made all;
  all.authority = lifecycle::make_authority("ringfence test").value();
  all.ring =
      lifecycle::issue_certificate(all.authority, "ring:us", {"DNS:us.example", "IP:127.0.0.1", "IP:::1"}).value();
  return all;
}

TEST(TlsFacts, WhatACertificateSays) {
  const auto facts = read_certificate(made().ring.certificate);
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->common_name, "ring:us");
  EXPECT_THAT(facts->names, testing::ElementsAre("us.example", "127.0.0.1", "::1"));
  EXPECT_EQ(facts->issuer, "CN=ringfence test");
  const auto length = facts->not_after - facts->not_before;
  EXPECT_EQ(std::chrono::duration_cast<std::chrono::days>(length).count(), 3653);
}

TEST(TlsFacts, WhoseKeyItIs) {
  const Made one = made();
  EXPECT_TRUE(is_key_of(one.ring.certificate, one.ring.key).value());
  EXPECT_FALSE(is_key_of(one.ring.certificate, one.authority.key).value());
  EXPECT_FALSE(is_key_of(one.ring.certificate, "no key").has_value());
}

TEST(TlsFacts, WhoSignedIt) {
  const Made one = made();
  EXPECT_TRUE(check_signed_by(one.ring.certificate, one.authority.certificate));
  EXPECT_FALSE(check_signed_by(one.ring.certificate, made().authority.certificate));
  EXPECT_FALSE(check_signed_by(one.ring.certificate, "nothing"));
}

TEST(TlsFacts, WhatIsNoCertificateIsNotRead) {
  EXPECT_FALSE(read_certificate("").has_value());
  EXPECT_FALSE(read_certificate(made().ring.key).has_value());
}

}  // namespace

}  // namespace ringfence::gateway
