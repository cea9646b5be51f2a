#include "gateway/io/tls_session.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <new>

#include "gateway/io/tls_openssl.h"
#include "gateway/io/tls_state.h"

namespace ringfence::gateway {

namespace {

// OpenSSL reads from and writes to what the call that is under way was given.
int read_raw(BIO* bio, char* into, int most) {
  auto* wire = static_cast<TlsWire*>(BIO_get_data(bio));
  BIO_clear_retry_flags(bio);
  if (wire->raw == nullptr || wire->raw->empty()) {
    BIO_set_retry_read(bio);
    return -1;
  }
  const std::size_t count = std::min(wire->raw->size(), static_cast<std::size_t>(most));
  std::copy_n(wire->raw->data(), count, into);
  wire->raw->remove_prefix(count);
  return static_cast<int>(count);
}

int write_raw(BIO* bio, const char* from, int count) {
  auto* wire = static_cast<TlsWire*>(BIO_get_data(bio));
  BIO_clear_retry_flags(bio);
  if (wire->out == nullptr) return -1;
  wire->out->append(from, static_cast<std::size_t>(count));
  return count;
}

long control_raw(BIO*, int command, long, void*) {
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

const BIO_METHOD* wire_method() {
  static BIO_METHOD* const method = [] {
    BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "ringfence stream");
    if (made == nullptr) throw std::bad_alloc();
    BIO_meth_set_read(made, read_raw);
    BIO_meth_set_write(made, write_raw);
    BIO_meth_set_ctrl(made, control_raw);
    BIO_meth_set_create(made, [](BIO* bio) {
      BIO_set_init(bio, 1);
      return 1;
    });
    return made;
  }();
  return method;
}

bool is_ip_address(const std::string& host) {
  unsigned char bytes[16];
  return ::inet_pton(AF_INET, host.c_str(), bytes) == 1 || ::inet_pton(AF_INET6, host.c_str(), bytes) == 1;
}

}  // namespace

TlsSession::TlsSession(std::shared_ptr<TlsContext> context, bool accepting)
    : state_(std::make_unique<State>()), accepting_(accepting) {
  state_->ssl.reset(SSL_new(context->state().context.get()));
  BIO* bio = BIO_new(wire_method());
  if (!state_->ssl || bio == nullptr) throw std::bad_alloc();
  BIO_set_data(bio, &state_->wire);
  SSL_set_bio(state_->ssl.get(), bio, bio);
  if (accepting) {
    SSL_set_accept_state(state_->ssl.get());
  } else {
    SSL_set_connect_state(state_->ssl.get());
  }
  state_->context = std::move(context);
}

TlsSession::~TlsSession() = default;

std::unique_ptr<TlsSession> TlsSession::for_client(std::shared_ptr<TlsContext> context, bool direct) {
  std::unique_ptr<TlsSession> session(new TlsSession(std::move(context), true));
  session->direct_ = direct;
  return session;
}

std::unique_ptr<TlsSession> TlsSession::for_server(std::shared_ptr<TlsContext> context, const std::string& host) {
  const bool checks = context->state().checks_others;
  std::unique_ptr<TlsSession> session(new TlsSession(std::move(context), false));
  if (host.empty()) return session;
  SSL* ssl = session->state_->ssl.get();
  const bool address = is_ip_address(host);
  bool set = address || SSL_set_tlsext_host_name(ssl, host.c_str()) == 1;
  if (checks) {
    X509_VERIFY_PARAM* wanted = SSL_get0_param(ssl);
    X509_VERIFY_PARAM_set_hostflags(wanted, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    set = set && (address ? X509_VERIFY_PARAM_set1_ip_asc(wanted, host.c_str())
                          : X509_VERIFY_PARAM_set1_host(wanted, host.c_str(), host.size())) == 1;
  }
  if (!set)
    session->error_ = {fmt::format("host name \"{}\" cannot be compared with a certificate", host), {}, {}, "08006"};
  return session;
}

TlsSession::Step TlsSession::failed(int result, const char* doing) {
  switch (SSL_get_error(state_->ssl.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return Step::wants_more;
    case SSL_ERROR_ZERO_RETURN:
      over_ = true;
      return Step::ended;
    default:
      break;
  }
  over_ = true;
  const long verified = SSL_get_verify_result(state_->ssl.get());
  std::string text = openssl_text("unexpected end");
  if (!ready_ && verified != X509_V_OK) text += fmt::format(" ({})", X509_verify_cert_error_string(verified));
  error_ = {fmt::format("{}: {}", doing, text), {}, {}, "08006"};
  return Step::failed;
}

Status TlsSession::acceptable() const {
  if (!direct_) return {};
  const unsigned char* name = nullptr;
  unsigned length = 0;
  SSL_get0_alpn_selected(state_->ssl.get(), &name, &length);
  if (length != 0) return {};
  return Error("received direct SSL connection request without ALPN protocol negotiation extension", {}, {}, "08P01");
}

TlsSession::Step TlsSession::handshake(std::string_view& raw, std::string& out) {
  if (!error_.message.empty()) {
    over_ = true;
    return Step::failed;
  }
  const TlsWire::Lent lent(state_->wire, &raw, &out);
  ERR_clear_error();
  const int result = SSL_do_handshake(state_->ssl.get());
  if (result != 1) return failed(result, accepting_ ? "could not accept SSL connection" : "SSL error");
  if (const Status fine = acceptable(); !fine) {
    error_ = fine.error();
    over_ = true;
    return Step::failed;
  }
  ready_ = true;
  return Step::done;
}

TlsSession::Step TlsSession::read(std::string_view& raw, std::span<char> into, std::size_t& count, std::string& out) {
  const TlsWire::Lent lent(state_->wire, &raw, &out);
  for (count = 0; count < into.size();) {
    ERR_clear_error();
    std::size_t got = 0;
    const int result = SSL_read_ex(state_->ssl.get(), into.data() + count, into.size() - count, &got);
    if (result != 1) return failed(result, "SSL error");
    count += got;
  }
  return Step::done;
}

bool TlsSession::write(std::string_view bytes, std::string& out) {
  const TlsWire::Lent lent(state_->wire, nullptr, &out);
  while (!bytes.empty()) {
    ERR_clear_error();
    std::size_t taken = 0;
    const int result = SSL_write_ex(state_->ssl.get(), bytes.data(), bytes.size(), &taken);
    if (result != 1) {
      failed(result, "SSL error");
      return false;
    }
    bytes.remove_prefix(taken);
  }
  return true;
}

void TlsSession::finish(std::string& out) {
  if (!ready_) return;
  const TlsWire::Lent lent(state_->wire, nullptr, &out);
  ERR_clear_error();
  SSL_shutdown(state_->ssl.get());
  ERR_clear_error();
}

}  // namespace ringfence::gateway
