#include "http/signature.h"

#include <gtest/gtest.h>

#include "base/crypto.h"

namespace ringfence::http {
namespace {

// RFC 9421, appendix B.2: the request, and B.1.4: the key.
Message test_request() {
  return {"POST",
          "https",
          "example.com",
          "/foo?param=Value&Pet=dog",
          {{"host", "example.com"},
           {"date", "Tue, 20 Apr 2021 02:07:55 GMT"},
           {"content-type", "application/json"},
           {"content-length", "18"}}};
}

Ed25519PublicKey test_key() {
  Ed25519PublicKey key{};
  std::ranges::copy(*from_base64("JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs="), key.begin());
  return key;
}

// B.2.6.
Message signed_request() {
  Message message = test_request();
  message.fields["signature-input"] =
      "sig-b26=(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\");created=1618884473"
      ";keyid=\"test-key-ed25519\"";
  message.fields["signature"] =
      "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:";
  return message;
}

TEST(HttpSignature, TheRfcsOwnIsTaken) {
  const Message message = signed_request();
  const auto signature = read_signature(message);
  ASSERT_TRUE(signature);
  EXPECT_EQ(signature->text("keyid"), "test-key-ed25519");
  EXPECT_EQ(signature->number("created"), 1618884473);
  EXPECT_TRUE(signature->covers("@path"));
  EXPECT_FALSE(signature->covers("@query"));
  const auto base = signature_base(message, signature->input);
  ASSERT_TRUE(base);
  EXPECT_EQ(*base,
            "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n\"@method\": POST\n\"@path\": /foo\n\"@authority\": example.com\n"
            "\"content-type\": application/json\n\"content-length\": 18\n\"@signature-params\": (\"date\" \"@method\" "
            "\"@path\" \"@authority\" \"content-type\" \"content-length\");created=1618884473;"
            "keyid=\"test-key-ed25519\"");
  EXPECT_TRUE(is_signed_by(test_key(), message, *signature));
}

TEST(HttpSignature, WhateverOfItChangesItIsNoLonger) {
  const auto changed = [](const auto& change) {
    Message message = signed_request();
    change(message);
    const auto signature = read_signature(message);
    return signature && is_signed_by(test_key(), message, *signature);
  };
  EXPECT_FALSE(changed([](Message& m) { m.method = "PUT"; }));
  EXPECT_FALSE(changed([](Message& m) { m.target = "/bar?param=Value&Pet=dog"; }));
  EXPECT_FALSE(changed([](Message& m) { m.authority = "example.org"; }));
  EXPECT_FALSE(changed([](Message& m) { m.fields["content-length"] = "19"; }));
  EXPECT_FALSE(changed([](Message& m) { m.fields.erase("date"); }));
  EXPECT_FALSE(changed([](Message& m) { m.fields["signature-input"] += ";nonce=\"n\""; }));
  EXPECT_FALSE(changed([](Message& m) { m.fields["signature"][12] ^= 1; }));
  EXPECT_TRUE(changed([](Message& m) { m.target = "/foo?another=query"; })) << "it does not cover @query";
}

TEST(HttpSignature, CoversTheAddressInEveryWay) {
  const Message message = test_request();
  const auto base = signature_base(message, {{"@target-uri", "@scheme", "@query"}, {}});
  ASSERT_TRUE(base);
  EXPECT_EQ(*base,
            "\"@target-uri\": https://example.com/foo?param=Value&Pet=dog\n\"@scheme\": https\n\"@query\": "
            "?param=Value&Pet=dog\n\"@signature-params\": (\"@target-uri\" \"@scheme\" \"@query\")");
  Message bare = message;
  bare.target = "/foo";
  EXPECT_EQ(*signature_base(bare, {{"@query"}, {}}), "\"@query\": ?\n\"@signature-params\": (\"@query\")");
}

TEST(HttpSignature, WhatTheRequestDoesNotHaveCannotBeCovered) {
  for (const char* name : {"x-none", "@status", "@query-param", "@signature-params", "Date", ""}) {
    EXPECT_FALSE(signature_base(test_request(), {{name}, {}})) << name;
  }
  EXPECT_FALSE(signature_base(test_request(), {{"date", "date"}, {}}));
}

TEST(HttpSignature, WhatWeSignIsTaken) {
  Ed25519Seed seed{};
  seed.fill(7);
  for (const bool has_body : {false, true}) {
    Message message = test_request();
    if (has_body) message.fields["content-digest"] = content_digest("body");
    const auto fields = sign(message, {"ann", seed, 1'767'225'600, "a nonce of \"16\""});
    ASSERT_TRUE(fields);
    message.fields["signature-input"] = fields->at("Signature-Input");
    message.fields["signature"] = fields->at("Signature");
    const auto signature = read_signature(message);
    ASSERT_TRUE(signature);
    EXPECT_TRUE(is_signed_by(ed25519_public_key(seed), message, *signature));
    EXPECT_EQ(signature->covers("content-digest"), has_body);
    EXPECT_EQ(signature->text("nonce"), "a nonce of \"16\"");
    message.method = "GET";
    EXPECT_FALSE(is_signed_by(ed25519_public_key(seed), message, *signature));
  }
}

TEST(HttpSignature, ThereIsOneOrNone) {
  EXPECT_FALSE(read_signature(test_request()));
  Message two = signed_request();
  two.fields["signature-input"] += ", b=(\"date\")";
  EXPECT_FALSE(read_signature(two));
  two.fields["signature"] += ", b=:aGk=:";
  EXPECT_FALSE(read_signature(two));
  Message other = signed_request();
  other.fields["signature"].replace(0, 3, "gis");
  EXPECT_FALSE(read_signature(other));
}

// RFC 9530, appendix B.
TEST(ContentDigest, IsThatOfTheRfc) {
  const std::string body = "{\"hello\": \"world\"}\n";
  EXPECT_EQ(content_digest(body), "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:");
  EXPECT_TRUE(is_digest_of(content_digest(body), body));
  EXPECT_TRUE(is_digest_of("md5=:aGk=:, " + content_digest(body), body));
  EXPECT_FALSE(is_digest_of(content_digest(body), body + " "));
  EXPECT_FALSE(is_digest_of("sha-512=:aGk=:", body));
  EXPECT_FALSE(is_digest_of("", body));
}

}  // namespace
}  // namespace ringfence::http
