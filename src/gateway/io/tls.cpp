#include "gateway/io/tls.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/io/system_error.h"
#include "gateway/io/tls_openssl.h"

namespace ringfence::gateway {

namespace {

// As PostgreSQL judges its own server's key.
Status check_key_file(const std::string& file) {
  struct stat found {};
  if (::stat(file.c_str(), &found) != 0)
    return system_error(fmt::format("could not access private key file \"{}\"", file));
  if (!S_ISREG(found.st_mode)) return fail(fmt::format("private key file \"{}\" is not a regular file", file));
  if (found.st_uid != ::geteuid() && found.st_uid != 0) {
    return fail(fmt::format("private key file \"{}\" must be owned by the gateway's user or root", file));
  }
  const mode_t too_much = found.st_uid == 0 ? S_IWGRP | S_IXGRP | S_IRWXO : S_IRWXG | S_IRWXO;
  if ((found.st_mode & too_much) == 0) return {};
  return fail(fmt::format("private key file \"{}\" has group or world access", file),
              "File must have permissions u=rw (0600) or less if owned by the gateway's user, or permissions u=rw,g=r "
              "(0640) or less if owned by root.",
              fmt::format("chmod 0600 {}", file));
}

// A key with a passphrase is refused: nobody is there to be asked.
int no_passphrase(char*, int, int, void*) {
  return 0;
}

int select_protocol(SSL*, const unsigned char** out, unsigned char* out_length, const unsigned char* offered,
                    unsigned offered_length, void*) {
  unsigned char* chosen = nullptr;
  const int found = SSL_select_next_proto(&chosen, out_length, alpn_name, sizeof alpn_name, offered, offered_length);
  *out = chosen;
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

Result<Owned<SSL_CTX>> make_context(const SSL_METHOD* method) {
  Owned<SSL_CTX> context(SSL_CTX_new(method));
  if (!context) return fail("could not make a TLS context: " + openssl_text("out of memory"));
  if (SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) != 1) {
    return fail("could not require TLS 1.2: " + openssl_text("not supported"));
  }
  SSL_CTX_set_options(context.get(), SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                                         SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_SINGLE_ECDH_USE);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context.get(), 0);
  SSL_CTX_set_mode(context.get(),
                   SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_default_passwd_cb(context.get(), no_passphrase);
  return context;
}

Status use_own_certificate(SSL_CTX* context, const TlsFiles& files) {
  if (SSL_CTX_use_certificate_chain_file(context, files.certificate.c_str()) != 1) {
    return fail(fmt::format("could not load certificate file \"{}\": {}", files.certificate,
                            openssl_text("no certificate in it")));
  }
  RINGFENCE_TRY(check_key_file(files.key));
  if (SSL_CTX_use_PrivateKey_file(context, files.key.c_str(), SSL_FILETYPE_PEM) != 1) {
    return fail(fmt::format("could not load private key file \"{}\": {}", files.key, openssl_text("no key in it")));
  }
  if (SSL_CTX_check_private_key(context) == 1) return {};
  return fail(fmt::format("private key file \"{}\" is not that of certificate file \"{}\": {}", files.key,
                          files.certificate, openssl_text("they do not match")));
}

Status use_authority(SSL_CTX* context, const std::string& file) {
  if (SSL_CTX_load_verify_locations(context, file.c_str(), nullptr) == 1) return {};
  return fail(
      fmt::format("could not load root certificate file \"{}\": {}", file, openssl_text("no certificate in it")));
}

}  // namespace

std::string openssl_text(const std::string& otherwise) {
  const unsigned long first = ERR_get_error();
  ERR_clear_error();
  if (first == 0) return otherwise;
  if (ERR_SYSTEM_ERROR(first)) return system_text(ERR_GET_REASON(first));
  const char* reason = ERR_reason_error_string(first);
  return reason != nullptr ? reason : fmt::format("OpenSSL error {:#x}", first);
}

Result<std::shared_ptr<TlsContext>> TlsContext::for_clients(const TlsFiles& files) {
  if (files.certificate.empty()) return fail("a certificate is needed for listening with TLS");
  auto context = make_context(TLS_server_method());
  if (!context) return context.error();
  RINGFENCE_TRY(use_own_certificate(context->get(), files));
  SSL_CTX_set_alpn_select_cb(context->get(), select_protocol, nullptr);
  if (!files.authority.empty()) {
    RINGFENCE_TRY(use_authority(context->get(), files.authority));
    SSL_CTX_set_client_CA_list(context->get(), SSL_load_client_CA_file(files.authority.c_str()));
    SSL_CTX_set_verify(context->get(), SSL_VERIFY_PEER, nullptr);
  }
  auto state = std::make_unique<State>(State{std::move(*context), !files.authority.empty()});
  return std::shared_ptr<TlsContext>(new TlsContext(std::move(state)));
}

Result<std::shared_ptr<TlsContext>> TlsContext::for_servers(const TlsFiles& files) {
  auto context = make_context(TLS_client_method());
  if (!context) return context.error();
  if (!files.certificate.empty()) RINGFENCE_TRY(use_own_certificate(context->get(), files));
  if (!files.authority.empty()) {
    RINGFENCE_TRY(use_authority(context->get(), files.authority));
    SSL_CTX_set_verify(context->get(), SSL_VERIFY_PEER, nullptr);
  }
  if (SSL_CTX_set_alpn_protos(context->get(), alpn_name, sizeof alpn_name) != 0) {
    return fail("could not offer the protocol's name: " + openssl_text("out of memory"));
  }
  auto state = std::make_unique<State>(State{std::move(*context), !files.authority.empty()});
  return std::shared_ptr<TlsContext>(new TlsContext(std::move(state)));
}

TlsContext::TlsContext(std::unique_ptr<State> state) : state_(std::move(state)) {}
TlsContext::~TlsContext() = default;

}  // namespace ringfence::gateway
