#include "base/ed25519.h"

#include <openssl/evp.h>

#include <memory>
#include <stdexcept>

namespace ringfence {

namespace {

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;
using Context = std::unique_ptr<EVP_MD_CTX, Free>;

const unsigned char* octets(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

[[noreturn]] void missing() {
  throw std::runtime_error("OpenSSL has no Ed25519");
}

Key private_key(const Ed25519Seed& seed) {
  Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()));
  if (!key) missing();
  return key;
}

}  // namespace

Ed25519PublicKey ed25519_public_key(const Ed25519Seed& seed) {
  const Key key = private_key(seed);
  Ed25519PublicKey bytes{};
  std::size_t length = bytes.size();
  if (EVP_PKEY_get_raw_public_key(key.get(), bytes.data(), &length) != 1 || length != bytes.size()) missing();
  return bytes;
}

Ed25519Signature ed25519_sign(const Ed25519Seed& seed, std::string_view message) {
  const Key key = private_key(seed);
  const Context context(EVP_MD_CTX_new());
  Ed25519Signature signature{};
  std::size_t length = signature.size();
  if (!context || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
      EVP_DigestSign(context.get(), signature.data(), &length, octets(message), message.size()) != 1 ||
      length != signature.size()) {
    missing();
  }
  return signature;
}

bool ed25519_verify(const Ed25519PublicKey& bytes, std::string_view message, const Ed25519Signature& signature) {
  const Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes.data(), bytes.size()));
  if (!key) return false;
  const Context context(EVP_MD_CTX_new());
  if (!context || EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1) missing();
  return EVP_DigestVerify(context.get(), signature.data(), signature.size(), octets(message), message.size()) == 1;
}

}  // namespace ringfence
