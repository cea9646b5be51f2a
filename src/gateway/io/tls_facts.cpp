#include "gateway/io/tls_facts.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <array>
#include <ctime>

#include "gateway/io/tls_facts_openssl.h"

namespace ringfence::gateway {

namespace {

int no_passphrase(char*, int, int, void*) {
  return 0;
}

Owned<BIO> memory(std::string_view text) {
  return Owned<BIO>(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

Result<Owned<X509>> certificate_in(std::string_view pem) {
  const Owned<BIO> bio = memory(pem);
  Owned<X509> certificate(PEM_read_bio_X509(bio.get(), nullptr, no_passphrase, nullptr));
  if (!certificate) return fail("it holds no certificate that can be read: " + openssl_text("not PEM"));
  return certificate;
}

std::chrono::sys_seconds time_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return {};
  return std::chrono::sys_seconds(std::chrono::seconds(::timegm(&parts)));
}

std::string text_of(const GENERAL_NAME* name) {
  int kind = 0;
  const auto* value = static_cast<const ASN1_STRING*>(GENERAL_NAME_get0_value(name, &kind));
  if (kind != GEN_DNS && kind != GEN_IPADD) return {};
  const unsigned char* bytes = ASN1_STRING_get0_data(value);
  const auto size = static_cast<std::size_t>(ASN1_STRING_length(value));
  if (kind == GEN_DNS) return {reinterpret_cast<const char*>(bytes), size};
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (size != 4 && size != 16) return {};
  ::inet_ntop(size == 4 ? AF_INET : AF_INET6, bytes, text.data(), text.size());
  return text.data();
}

std::vector<std::string> names_of(X509* certificate) {
  std::vector<std::string> names;
  auto* all = static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
  for (int i = 0; i < sk_GENERAL_NAME_num(all); ++i) {
    if (std::string name = text_of(sk_GENERAL_NAME_value(all, i)); !name.empty()) names.push_back(std::move(name));
  }
  GENERAL_NAMES_free(all);
  return names;
}

}  // namespace

CertificateFacts facts_of(X509* certificate) {
  CertificateFacts facts;
  facts.common_name = common_name_of(certificate).value_or("");
  facts.names = names_of(certificate);
  const Owned<BIO> bio(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(bio.get(), X509_get_issuer_name(certificate), 0, XN_FLAG_RFC2253);
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  facts.issuer.assign(text, static_cast<std::size_t>(size));
  facts.not_before = time_of(X509_get0_notBefore(certificate));
  facts.not_after = time_of(X509_get0_notAfter(certificate));
  return facts;
}

Result<CertificateFacts> read_certificate(std::string_view pem) {
  const auto certificate = certificate_in(pem);
  if (!certificate) return certificate.error();
  return facts_of(certificate->get());
}

Result<bool> is_key_of(std::string_view certificate_pem, std::string_view key_pem) {
  const auto certificate = certificate_in(certificate_pem);
  if (!certificate) return certificate.error();
  const Owned<BIO> bio = memory(key_pem);
  const Owned<EVP_PKEY> key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr));
  if (!key) return fail("it holds no key that can be read without a passphrase: " + openssl_text("not PEM"));
  const bool same = X509_check_private_key(certificate->get(), key.get()) == 1;
  ERR_clear_error();
  return same;
}

Status check_signed_by(std::string_view certificate_pem, std::string_view authority_pem) {
  const auto certificate = certificate_in(certificate_pem);
  if (!certificate) return certificate.error();
  const Owned<X509_STORE> store(X509_STORE_new());
  const Owned<BIO> bio = memory(authority_pem);
  bool any = false;
  while (const Owned<X509> one{PEM_read_bio_X509(bio.get(), nullptr, no_passphrase, nullptr)}) {
    any = X509_STORE_add_cert(store.get(), one.get()) == 1 || any;
  }
  ERR_clear_error();
  if (!any) return fail("the authority's file holds no certificate that can be read");
  const Owned<X509_STORE_CTX> context(X509_STORE_CTX_new());
  if (X509_STORE_CTX_init(context.get(), store.get(), certificate->get(), nullptr) != 1) {
    return fail("it could not be compared: " + openssl_text("out of memory"));
  }
  X509_VERIFY_PARAM_set_flags(X509_STORE_CTX_get0_param(context.get()), X509_V_FLAG_NO_CHECK_TIME);
  if (X509_verify_cert(context.get()) == 1) return {};
  const int why = X509_STORE_CTX_get_error(context.get());
  ERR_clear_error();
  return fail(X509_verify_cert_error_string(why));
}

}  // namespace ringfence::gateway
