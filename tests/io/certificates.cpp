#include "certificates.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

namespace ringfence::gateway {

Certificates::Certificates() {
  std::string name = (std::filesystem::temp_directory_path() / "ringfence-io-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no directory for certificates");
  directory_ = name;
  for (const std::string authority : {"ca", "stranger"}) {
    run(fmt::format(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN={0} -keyout "
        "{0}.key -out {0}.crt",
        authority));
  }
  sign("server", "/CN=server", "ca", "-addext subjectAltName=DNS:localhost,IP:127.0.0.1");
  sign("server384", "/CN=server", "ca", "-addext subjectAltName=DNS:localhost -sha384");
  sign("peer", "/CN=ring:eu", "ca");
  sign("two", "/CN=one/CN=two", "ca");
  sign("forged", "/CN=ring:eu", "stranger");
}

Certificates::~Certificates() {
  std::filesystem::remove_all(directory_);
}

void Certificates::run(const std::string& command) const {
  const std::string all = fmt::format("cd {} && {} >log 2>&1", directory_.string(), command);
  if (std::system(all.c_str()) != 0) throw std::runtime_error("failed: " + command);
}

void Certificates::sign(const std::string& name, const std::string& subject, const std::string& authority,
                        const std::string& extra) const {
  run(
      fmt::format("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj {1} -CA {2}.crt "
                  "-CAkey {2}.key -keyout {0}.key -out {0}.crt -addext basicConstraints=CA:FALSE {3}",
                  name, subject, authority, extra));
}

TlsFiles Certificates::files(const std::string& name, const std::string& authority) const {
  TlsFiles result;
  if (!name.empty()) {
    result.certificate = file(name + ".crt");
    result.key = file(name + ".key");
  }
  if (!authority.empty()) result.authority = file(authority + ".crt");
  return result;
}

const Certificates& Certificates::all() {
  static const Certificates certificates;
  return certificates;
}

}  // namespace ringfence::gateway
