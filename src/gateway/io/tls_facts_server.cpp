// A handshake for looking only: it goes on whatever the certificate, and says what a real client would have said.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include "gateway/io/tls_facts_openssl.h"

namespace ringfence::gateway {

namespace {

constexpr char ssl_request[] = {0, 0, 0, 8, 4, '\xd2', '\x16', '\x2f'};

// Every certificate is taken; what was wrong with the first that was is kept by OpenSSL all the same.
int take_it(int, X509_STORE_CTX*) {
  return 1;
}

Status ask_for_tls(int descriptor) {
  char answer = 0;
  const bool sent =
      ::send(descriptor, ssl_request, sizeof ssl_request, MSG_NOSIGNAL) == static_cast<ssize_t>(sizeof ssl_request);
  if (!sent || ::recv(descriptor, &answer, 1, MSG_WAITALL) != 1) return fail("it does not answer a request for TLS");
  if (answer == 'S') return {};
  if (answer == 'N') return fail("it has no TLS");
  return fail("it does not speak PostgreSQL's protocol");
}

bool set_host(SSL* ssl, const std::string& host) {
  unsigned char bytes[16];
  const bool address =
      ::inet_pton(AF_INET, host.c_str(), bytes) == 1 || ::inet_pton(AF_INET6, host.c_str(), bytes) == 1;
  X509_VERIFY_PARAM* wanted = SSL_get0_param(ssl);
  if (address) return X509_VERIFY_PARAM_set1_ip_asc(wanted, host.c_str()) == 1;
  X509_VERIFY_PARAM_set_hostflags(wanted, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return SSL_set_tlsext_host_name(ssl, host.c_str()) == 1 &&
         X509_VERIFY_PARAM_set1_host(wanted, host.c_str(), host.size()) == 1;
}

}  // namespace

Result<SeenServer> look_at_server(int descriptor, const std::string& host, const std::string& authority_file) {
  RINGFENCE_TRY(ask_for_tls(descriptor));
  const Owned<SSL_CTX> context(SSL_CTX_new(TLS_client_method()));
  if (!context) return fail("could not make a TLS context: " + openssl_text("out of memory"));
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, take_it);
  if (SSL_CTX_load_verify_locations(context.get(), authority_file.c_str(), nullptr) != 1) {
    return fail(fmt::format("could not load \"{}\": {}", authority_file, openssl_text("no certificate in it")));
  }
  const Owned<SSL> ssl(SSL_new(context.get()));
  if (!ssl || !set_host(ssl.get(), host) || SSL_set_fd(ssl.get(), descriptor) != 1) {
    return fail("could not begin TLS: " + openssl_text("out of memory"));
  }
  if (SSL_connect(ssl.get()) != 1) return fail("the TLS handshake failed: " + openssl_text("it ended early"));
  const Owned<X509> certificate(SSL_get1_peer_certificate(ssl.get()));
  if (!certificate) return fail("it shows no certificate");
  SeenServer seen{facts_of(certificate.get()), {}};
  const long verified = SSL_get_verify_result(ssl.get());
  if (verified != X509_V_OK) seen.refusal = X509_verify_cert_error_string(verified);
  SSL_shutdown(ssl.get());
  ERR_clear_error();
  return seen;
}

}  // namespace ringfence::gateway
