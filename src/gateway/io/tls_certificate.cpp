// What is asked of certificates once the handshake is done.
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>

#include "gateway/io/tls_session.h"
#include "gateway/io/tls_state.h"

namespace ringfence::gateway {

// RFC 5929, 4.1: the hash is that of the certificate's signature, and SHA-256 instead of MD5 and SHA-1. A signature
// without a hash of its own (Ed25519) has no channel binding.
std::optional<std::string> TlsSession::channel_binding() const {
  if (!ready_) return std::nullopt;
  SSL* ssl = state_->ssl.get();
  Owned<X509> other;
  X509* certificate = nullptr;
  if (accepting_) {
    certificate = SSL_get_certificate(ssl);
  } else {
    other.reset(SSL_get1_peer_certificate(ssl));
    certificate = other.get();
  }
  int digest = NID_undef;
  if (certificate == nullptr || X509_get_signature_info(certificate, &digest, nullptr, nullptr, nullptr) != 1) {
    return std::nullopt;
  }
  const EVP_MD* hash =
      digest == NID_md5 || digest == NID_sha1 ? EVP_sha256() : EVP_get_digestbyname(OBJ_nid2sn(digest));
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  if (hash == nullptr || X509_digest(certificate, hash, bytes, &length) != 1) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(bytes), length);
}

std::optional<std::string> common_name_of(const X509* certificate) {
  const X509_NAME* subject = X509_get_subject_name(certificate);
  const int place = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (place < 0 || X509_NAME_get_index_by_NID(subject, NID_commonName, place) >= 0) return std::nullopt;
  unsigned char* text = nullptr;
  const int length = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, place)));
  if (length < 0) return std::nullopt;
  std::string name(reinterpret_cast<const char*>(text), static_cast<std::size_t>(length));
  OPENSSL_free(text);
  return name;
}

// Of several common names, or one with a zero byte in it, nobody could say who is meant: it has none.
std::optional<std::string> TlsSession::certificate_name() const {
  if (!ready_ || !state_->context->state().checks_others) return std::nullopt;
  SSL* ssl = state_->ssl.get();
  const Owned<X509> certificate(SSL_get1_peer_certificate(ssl));
  if (!certificate || SSL_get_verify_result(ssl) != X509_V_OK) return std::nullopt;
  std::optional<std::string> name = common_name_of(certificate.get());
  if (!name || name->empty() || name->find('\0') != std::string::npos) return std::nullopt;
  return name;
}

}  // namespace ringfence::gateway
