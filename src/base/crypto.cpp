#include "base/crypto.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <limits>
#include <stdexcept>

namespace ringfence {

namespace {

const unsigned char* octets(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

int as_int(std::size_t size) {
  if (size > static_cast<std::size_t>(std::numeric_limits<int>::max()))
    throw std::length_error("too long to be hashed");
  return static_cast<int>(size);
}

// One a thread: to look the algorithms up takes OpenSSL longer than to use them on a short text.
class Hmac {
 public:
  Hmac() {
    char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                                     OSSL_PARAM_construct_end()};
    if (context_ == nullptr || EVP_MAC_CTX_set_params(context_, parameters) != 1) missing();
  }
  ~Hmac() {
    EVP_MAC_CTX_free(context_);
    EVP_MAC_free(algorithm_);
  }
  Hmac(const Hmac&) = delete;
  Hmac& operator=(const Hmac&) = delete;

  Sha256 operator()(std::string_view key, std::string_view message) {
    Sha256 digest{};
    std::size_t length = 0;
    const auto* const key_bytes = key.empty() ? octets("") : octets(key);  // null would be the key from before
    if (EVP_MAC_init(context_, key_bytes, key.size(), nullptr) != 1 ||
        EVP_MAC_update(context_, octets(message), message.size()) != 1 ||
        EVP_MAC_final(context_, digest.data(), &length, digest.size()) != 1 || length != digest.size()) {
      missing();
    }
    return digest;
  }

 private:
  [[noreturn]] static void missing() { throw std::runtime_error("OpenSSL has no HMAC-SHA-256"); }

  EVP_MAC* algorithm_ = EVP_MAC_fetch(nullptr, OSSL_MAC_NAME_HMAC, nullptr);
  EVP_MAC_CTX* context_ = EVP_MAC_CTX_new(algorithm_);
};

}  // namespace

Sha256 hmac_sha256(std::string_view key, std::string_view message) {
  thread_local Hmac hmac;
  return hmac(key, message);
}

Sha256 pbkdf2_sha256(std::string_view password, std::string_view salt, std::uint32_t iterations) {
  Sha256 key{};
  const int done = PKCS5_PBKDF2_HMAC(password.data(), as_int(password.size()), octets(salt), as_int(salt.size()),
                                     as_int(iterations), EVP_sha256(), static_cast<int>(key.size()), key.data());
  if (done != 1) throw std::runtime_error("OpenSSL has no PBKDF2 with SHA-256");
  return key;
}

std::string to_base64(std::string_view bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int written =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), octets(bytes), as_int(bytes.size()));
  text.resize(static_cast<std::size_t>(written));
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  if (text.empty()) return std::string();
  std::string bytes(text.size() / 4 * 3, '\0');
  if (EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()), octets(text), as_int(text.size())) < 0) {
    return std::nullopt;
  }
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  bytes.resize(bytes.size() - padding);
  // OpenSSL takes white space at the ends, '=' in odd places and stray bits as well.
  if (to_base64(bytes) != text) return std::nullopt;
  return bytes;
}

bool equal_in_constant_time(std::string_view one, std::string_view other) {
  return one.size() == other.size() && CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), as_int(count)) != 1) {
    throw std::runtime_error("the system's random generator does not answer");
  }
  return bytes;
}

}  // namespace ringfence
