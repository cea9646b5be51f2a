#include "http/post.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <stdexcept>

#include "base/limits.h"

namespace ringfence::http {

namespace {

std::size_t pass_over(char*, std::size_t size, std::size_t count, void*) {
  return size * count;
}

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

}  // namespace

struct Poster::State {
  std::string address;
  CURL* curl = curl_easy_init();
  ~State() { curl_easy_cleanup(curl); }
};

Poster::Poster(std::string address) : state_(std::make_unique<State>()) {
  if (state_->curl == nullptr) throw std::runtime_error("libcurl does not start");
  state_->address = std::move(address);
}
Poster::~Poster() = default;

Status Poster::post(const std::string& body, const std::map<std::string, std::string>& headers) {
  std::unique_ptr<curl_slist, FreeList> list;
  for (const auto& [name, value] : headers) {
    curl_slist* const longer = curl_slist_append(list.get(), fmt::format("{}: {}", name, value).c_str());
    if (longer == nullptr) return fail("out of memory");
    (void)list.release();
    list.reset(longer);
  }
  CURL* const curl = state_->curl;
  curl_easy_reset(curl);  // the connection stays
  curl_easy_setopt(curl, CURLOPT_URL, state_->address.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(limits::webhook_patience_ms));
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list.get());
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.c_str());
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, pass_over);
  const CURLcode done = curl_easy_perform(curl);
  if (done != CURLE_OK) return fail(fmt::format("could not post to {}: {}", state_->address, curl_easy_strerror(done)));
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  if (status < 200 || status > 299) return fail(fmt::format("{} answered HTTP {}", state_->address, status));
  return {};
}

}  // namespace ringfence::http
