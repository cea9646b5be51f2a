#include "base/sha256.h"

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <stdexcept>
#include <utility>
#include <vector>

namespace ringfence {

namespace {
std::string hex(const std::uint8_t* bytes, std::size_t count) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text(count * 2, '\0');
  for (std::size_t i = 0; i < count; ++i) {
    text[2 * i] = digits[bytes[i] >> 4];
    text[2 * i + 1] = digits[bytes[i] & 15];
  }
  return text;
}
}  // namespace

struct Sha256Hasher::State {
  EVP_MD* algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  ~State() {
    EVP_MD_CTX_free(context);
    EVP_MD_free(algorithm);
  }
};

Sha256Hasher::Sha256Hasher() : state_(std::make_unique<State>()) {}
Sha256Hasher::~Sha256Hasher() = default;
Sha256Hasher::Sha256Hasher(Sha256Hasher&&) noexcept = default;
Sha256Hasher& Sha256Hasher::operator=(Sha256Hasher&&) noexcept = default;

void Sha256Hasher::operator()(std::string_view bytes, Sha256& out) {
  EVP_DigestInit_ex2(state_->context, state_->algorithm, nullptr);
  EVP_DigestUpdate(state_->context, bytes.data(), bytes.size());
  EVP_DigestFinal_ex(state_->context, out.data(), nullptr);
}

Sha256 sha256(std::string_view bytes) {
  thread_local Sha256Hasher hasher;
  Sha256 digest{};
  hasher(bytes, digest);
  return digest;
}

std::string to_hex(const Sha256& digest) {
  return hex(digest.data(), digest.size());
}

std::string random_hex(std::size_t count) {
  std::vector<std::uint8_t> bytes(count);
  if (RAND_bytes(bytes.data(), static_cast<int>(count)) != 1) throw std::runtime_error("no random bytes to be had");
  return hex(bytes.data(), count);
}

}  // namespace ringfence
