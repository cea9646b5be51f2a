#include "http/ask.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <memory>

#include "base/limits.h"

namespace ringfence::http {

namespace {

struct FreeEasy {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

// Less than it was given ends the transfer.
std::size_t take(char* bytes, std::size_t size, std::size_t count, void* into) {
  auto& body = *static_cast<std::string*>(into);
  if (body.size() + size * count > limits::http_file_bytes) return 0;
  body.append(bytes, size * count);
  return size * count;
}

}  // namespace

Result<Told> ask(const Asked& asked) {
  const std::unique_ptr<CURL, FreeEasy> curl(curl_easy_init());
  if (curl == nullptr) return fail("libcurl does not start");
  std::unique_ptr<curl_slist, FreeList> list;
  for (const auto& [name, value] : asked.headers) {
    curl_slist* const longer = curl_slist_append(list.get(), fmt::format("{}: {}", name, value).c_str());
    if (longer == nullptr) return fail("out of memory");
    (void)list.release();
    list.reset(longer);
  }
  Told told;
  curl_easy_setopt(curl.get(), CURLOPT_URL, asked.address.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(limits::fetch_patience_ms));
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, list.get());
  curl_easy_setopt(curl.get(), CURLOPT_PATH_AS_IS, 1L);  // what is sent is what was signed
  if (asked.body) {
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, asked.body->data());
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(asked.body->size()));
  }
  curl_easy_setopt(curl.get(), CURLOPT_CUSTOMREQUEST, asked.method.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &told.body);
  const CURLcode done = curl_easy_perform(curl.get());
  if (done != CURLE_OK) return fail(fmt::format("could not ask {}: {}", asked.address, curl_easy_strerror(done)));
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  told.status = static_cast<unsigned>(status);
  return told;
}

}  // namespace ringfence::http
