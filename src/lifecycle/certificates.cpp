#include "lifecycle/certificates.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <array>
#include <memory>

namespace ringfence::lifecycle {

namespace {

constexpr long ten_years = 3653L * 24 * 3600;
constexpr long an_hour = 3600;  // a clock that is behind ours
constexpr std::size_t serial_bytes = 16;

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(BIO* bio) const { BIO_free_all(bio); }
  void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;
using Cert = std::unique_ptr<X509, Free>;
using Bio = std::unique_ptr<BIO, Free>;

Error openssl_error(std::string_view doing) {
  std::array<char, 256> text{};
  ERR_error_string_n(ERR_get_error(), text.data(), text.size());
  return fail(fmt::format("could not {}: {}", doing, text.data()));
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

bool add_extension(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, Free> extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

// Random, so that no two of one authority are alike; positive, since RFC 5280 wants it so.
bool set_serial(X509* certificate) {
  std::array<unsigned char, serial_bytes> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) return false;
  bytes[0] = static_cast<unsigned char>((bytes[0] & 0x7f) | 0x40);
  const std::unique_ptr<BIGNUM, decltype(&BN_free)> number(
      BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr), &BN_free);
  return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_subject(X509* certificate, const std::string& common_name) {
  const auto* text = reinterpret_cast<const unsigned char*>(common_name.c_str());
  return X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8, text, -1, -1, 0) == 1;
}

Cert new_certificate(EVP_PKEY* key, const std::string& common_name) {
  Cert certificate(X509_new());
  const bool made = certificate && X509_set_version(certificate.get(), X509_VERSION_3) == 1 &&
                    set_serial(certificate.get()) && set_subject(certificate.get(), common_name) &&
                    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -an_hour) != nullptr &&
                    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), ten_years) != nullptr &&
                    X509_set_pubkey(certificate.get(), key) == 1;
  return made ? std::move(certificate) : nullptr;
}

Result<Certificate> as_text(X509* certificate, EVP_PKEY* key) {
  const Bio first(BIO_new(BIO_s_mem()));
  const Bio second(BIO_new(BIO_s_secmem()));
  const bool written = first && second && PEM_write_bio_X509(first.get(), certificate) == 1 &&
                       PEM_write_bio_PKCS8PrivateKey(second.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1;
  if (!written) return openssl_error("write a certificate");
  return Certificate{text_of(first.get()), text_of(second.get())};
}

}  // namespace

Result<Certificate> make_authority(const std::string& common_name) {
  const Key key(EVP_EC_gen("P-256"));
  if (!key) return openssl_error("make a key");
  const Cert certificate = new_certificate(key.get(), common_name);
  if (!certificate) return openssl_error("make a certificate");
  X509* own = certificate.get();
  const bool made = X509_set_issuer_name(own, X509_get_subject_name(own)) == 1 &&
                    add_extension(own, own, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
                    add_extension(own, own, NID_key_usage, "critical,keyCertSign,cRLSign") &&
                    add_extension(own, own, NID_subject_key_identifier, "hash") &&
                    X509_sign(own, key.get(), EVP_sha256()) > 0;
  if (!made) return openssl_error("make the authority's certificate");
  return as_text(own, key.get());
}

Result<Certificate> issue_certificate(const Certificate& authority, const std::string& common_name,
                                      const std::vector<std::string>& names) {
  const Bio certificate_text(
      BIO_new_mem_buf(authority.certificate.data(), static_cast<int>(authority.certificate.size())));
  const Bio key_text(BIO_new_mem_buf(authority.key.data(), static_cast<int>(authority.key.size())));
  const Cert issuer(PEM_read_bio_X509(certificate_text.get(), nullptr, nullptr, nullptr));
  const Key issuer_key(PEM_read_bio_PrivateKey(key_text.get(), nullptr, nullptr, nullptr));
  if (!issuer || !issuer_key) return openssl_error("read the authority's certificate and key");
  if (X509_check_private_key(issuer.get(), issuer_key.get()) != 1) {
    return fail("the authority's certificate and key do not belong together");
  }
  const Key key(EVP_EC_gen("P-256"));
  if (!key) return openssl_error("make a key");
  const Cert certificate = new_certificate(key.get(), common_name);
  if (!certificate) return openssl_error("make a certificate");
  X509* own = certificate.get();
  const bool made = X509_set_issuer_name(own, X509_get_subject_name(issuer.get())) == 1 &&
                    add_extension(own, issuer.get(), NID_basic_constraints, "critical,CA:FALSE") &&
                    add_extension(own, issuer.get(), NID_key_usage, "critical,digitalSignature") &&
                    add_extension(own, issuer.get(), NID_ext_key_usage, "serverAuth,clientAuth") &&
                    add_extension(own, issuer.get(), NID_subject_key_identifier, "hash") &&
                    add_extension(own, issuer.get(), NID_authority_key_identifier, "keyid") &&
                    add_extension(own, issuer.get(), NID_subject_alt_name, fmt::format("{}", fmt::join(names, ","))) &&
                    X509_sign(own, issuer_key.get(), EVP_sha256()) > 0;
  if (!made) return openssl_error(fmt::format("make the certificate of {}", common_name));
  return as_text(own, key.get());
}

}  // namespace ringfence::lifecycle
