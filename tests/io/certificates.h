// Keys and certificates in a directory of their own, made anew for each run: an authority, a server for "localhost" and
// 127.0.0.1, clients, and a second authority that nobody trusts.
#pragma once

#include <filesystem>
#include <string>

#include "gateway/io/tls.h"

namespace ringfence::gateway {

class Certificates {
 public:
  Certificates();
  ~Certificates();
  Certificates(const Certificates&) = delete;
  Certificates& operator=(const Certificates&) = delete;

  [[nodiscard]] std::string file(const std::string& name) const { return (directory_ / name).string(); }
  // NAME.crt, NAME.key, and the authority that they are signed by.
  [[nodiscard]] TlsFiles files(const std::string& name, const std::string& authority = {}) const;
  static const Certificates& all();

 private:
  void run(const std::string& command) const;
  void sign(const std::string& name, const std::string& subject, const std::string& authority,
            const std::string& extra = {}) const;
  std::filesystem::path directory_;
};

}  // namespace ringfence::gateway
