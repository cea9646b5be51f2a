#include "http/fetch.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <optional>
#include <stdexcept>

#include "base/limits.h"

namespace ringfence::http {

namespace {

struct Body {
  std::string bytes;
  std::size_t limit = 0;
};

std::size_t take(char* data, std::size_t size, std::size_t count, void* to) {
  auto& body = *static_cast<Body*>(to);
  if (body.bytes.size() + size * count > body.limit) return 0;
  body.bytes.append(data, size * count);
  return size * count;
}

class AddressSource : public ledger::Source {
 public:
  explicit AddressSource(std::string prefix) : prefix_(std::move(prefix)), curl_(curl_easy_init()) {
    if (!curl_) throw std::runtime_error("libcurl does not start");
    while (prefix_.ends_with('/')) prefix_.pop_back();
  }

  Result<std::optional<std::string>> read(const std::string& path, std::size_t limit) override {
    const std::string address = prefix_ + "/" + path;
    Body body{{}, limit};
    CURL* const curl = curl_.get();
    curl_easy_reset(curl);  // the connection stays
    curl_easy_setopt(curl, CURLOPT_URL, address.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(limits::fetch_patience_ms));
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "gzip, identity");
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &body);
    const CURLcode done = curl_easy_perform(curl);
    if (done == CURLE_WRITE_ERROR) return fail(fmt::format("{} is larger than {} bytes", address, limit));
    if (done != CURLE_OK) return fail(fmt::format("could not get {}: {}", address, curl_easy_strerror(done)));
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    if (status == 404 || status == 410) return std::optional<std::string>();
    if (status != 200) return fail(fmt::format("could not get {}: HTTP {}", address, status));
    return std::optional(std::move(body.bytes));
  }

 private:
  struct Free {
    void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
  };
  std::string prefix_;
  std::unique_ptr<CURL, Free> curl_;
};

}  // namespace

bool is_address(const std::string& text) {
  return text.starts_with("http://") || text.starts_with("https://");
}

std::unique_ptr<ledger::Source> source_at(std::string prefix) {
  return std::make_unique<AddressSource>(std::move(prefix));
}

}  // namespace ringfence::http
