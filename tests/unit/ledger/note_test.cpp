#include "ledger/note.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "ledger/checkpoint.h"
#include "ledger/cosignature.h"

namespace ringfence::ledger {
namespace {

// The note and keys in the documentation of Go's sumdb/note.
constexpr auto neumann_private = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
constexpr auto neumann_public = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr auto neumann_note =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

SigningKey key_named(std::string_view name) {
  SigningKey key{std::string(name), {}};
  key.seed.fill(static_cast<std::uint8_t>(name.size()));
  return key;
}

TEST(Ed25519, SignsAsTheFirstExampleOfRfc8032) {
  const Ed25519Seed seed = {0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a,
                            0xf4, 0x92, 0xec, 0x2c, 0xc4, 0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32,
                            0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60};
  EXPECT_EQ(to_hex(ed25519_public_key(seed)), "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  auto signature = ed25519_sign(seed, "");
  EXPECT_EQ(signature[0], 0xe5);
  EXPECT_EQ(signature[63], 0x0b);
  EXPECT_TRUE(ed25519_verify(ed25519_public_key(seed), "", signature));
  EXPECT_FALSE(ed25519_verify(ed25519_public_key(seed), "x", signature));
  signature[5] ^= 1;
  EXPECT_FALSE(ed25519_verify(ed25519_public_key(seed), "", signature));
}

TEST(Note, AnothersNoteAndKeysAreRead) {
  const auto note = parse_note(neumann_note);
  ASSERT_TRUE(note);
  EXPECT_EQ(to_text(*note), neumann_note);
  const auto key = parse_verifier_key(neumann_public);
  ASSERT_TRUE(key);
  EXPECT_EQ(is_signed(*note, *key), Signed::right);
  const auto private_key = parse_signing_key(neumann_private);
  ASSERT_TRUE(private_key);
  EXPECT_EQ(private_key->verifier(KeyKind::log), *key);
  EXPECT_EQ(private_text(*private_key), neumann_private);
  EXPECT_EQ(to_text(*key), neumann_public);
  EXPECT_TRUE(parse_verifier_key("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"));
}

TEST(Note, ASignatureOfTheKeyThatDoesNotVerifyIsWrongWhateverElseThereIs) {
  auto note = *parse_note(neumann_note);
  const auto key = *parse_verifier_key(neumann_public);
  auto other = note.signatures[0];
  other.bytes[10] ^= 1;
  note.signatures.push_back(other);
  EXPECT_EQ(is_signed(note, key), Signed::wrong);
  note.signatures = {other};
  note.signatures[0].key_id ^= 1;  // of nobody we know
  EXPECT_EQ(is_signed(note, key), Signed::absent);
}

TEST(Note, AnythingElseIsRefused) {
  const std::string good = neumann_note;
  const auto with = [&](std::string_view what, std::string_view instead) {
    std::string text = good;
    return text.replace(text.find(what), what.size(), instead);
  };
  for (const std::string& text :
       {good.substr(0, good.size() - 1), good + "\n", good + "more\n", with("\n\n", "\n"), with("— ", "- "),
        with("— ", "—"), with("Neumann x", "Neumann  x"), with("PeterNeumann", "Peter+Neumann"),
        with("think", "th\tink"), with("think", "th\rink"), with("think", "th\x80ink"), with("nAM=", "nAM"),
        with("nAM=", "nAN="), with("Neumann x08go", "Neumann x08g\no"), std::string("text\n\n"), std::string(),
        std::string("\n\n"), with("PeterNeumann", "Peter\u00a0Neumann"), std::string("text\n\n— name AAAAAA==\n")}) {
    EXPECT_FALSE(parse_note(text)) << text;
  }
  std::string many = good;
  const std::string line = good.substr(good.rfind("— "));
  for (std::size_t i = 1; i < limits::note_signatures; ++i) many += line;
  EXPECT_TRUE(parse_note(many));
  EXPECT_FALSE(parse_note(many + line));
}

TEST(Keys, AnIdThatDoesNotFollowIsRefused) {
  EXPECT_FALSE(parse_verifier_key("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"));
  EXPECT_FALSE(parse_verifier_key("PeterNeuman+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"));
  EXPECT_FALSE(parse_verifier_key("PeterNeumann+c74f20a3"));
  EXPECT_FALSE(parse_verifier_key(neumann_private));
  EXPECT_FALSE(parse_signing_key(neumann_public));
  EXPECT_FALSE(make_signing_key("has space"));
  EXPECT_FALSE(make_signing_key("cosignature/v1"));
  const auto made = make_signing_key("eu.example.com/ledger");
  ASSERT_TRUE(made);
  EXPECT_EQ(*parse_verifier_key(to_text(made->verifier(KeyKind::witness))), made->verifier(KeyKind::witness));
  EXPECT_NE(made->verifier(KeyKind::witness).id(), made->verifier(KeyKind::log).id());
}

TEST(Checkpoint, TheSpecificationsExampleIsRead) {
  const std::string text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
  const auto checkpoint = parse_checkpoint(text);
  ASSERT_TRUE(checkpoint);
  EXPECT_EQ(checkpoint->origin, "example.com/behind-the-sofa");
  EXPECT_EQ(checkpoint->size, 20852163);
  EXPECT_EQ(to_text(*checkpoint), text);
  for (const char* other :
       {"o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=", "o\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", "o\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxqw==\n", "o\n1\n",
        "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\nmore\n",
        "o\n18446744073709551616\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"}) {
    EXPECT_FALSE(parse_checkpoint(other)) << other;
  }
}

TEST(Cosignature, SaysWhoAndWhenAndIsNotASignatureOfTheLog) {
  const auto log = key_named("log.example");
  const auto witness = key_named("witness.example/w");
  auto note = *parse_note(sign_checkpoint({"log.example", 3, leaf_hash("x")}, log));
  EXPECT_EQ(is_signed(note, log.verifier(KeyKind::log)), Signed::right);
  EXPECT_EQ(is_signed(note, witness.verifier(KeyKind::witness)), Signed::absent);
  note.signatures.push_back(cosign(note.text, witness, 1679315147));
  note = *parse_note(to_text(note));
  EXPECT_EQ(is_signed(note, witness.verifier(KeyKind::witness)), Signed::right);
  EXPECT_EQ(is_signed(note, witness.verifier(KeyKind::log)), Signed::absent);
  EXPECT_EQ(cosignature_time(note.signatures[1]), 1679315147);
  note.signatures[1].bytes[7] ^= 1;  // another time
  EXPECT_EQ(is_signed(note, witness.verifier(KeyKind::witness)), Signed::wrong);
}

}  // namespace
}  // namespace ringfence::ledger
