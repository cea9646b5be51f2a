#include "gateway/session/saslprep.h"

#include <unicode/usprep.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <memory>
#include <optional>

namespace ringfence::gateway {

namespace {

// What ICU refuses to be given more of at once; nobody types it.
constexpr std::size_t longest = 1u << 16;

struct CloseProfile {
  void operator()(UStringPrepProfile* profile) const { usprep_close(profile); }
};

std::optional<std::u16string> to_utf16(std::string_view text) {
  std::u16string wide(text.size(), u'\0');  // UTF-16 never has more units than UTF-8
  std::int32_t size = 0;
  UErrorCode error = U_ZERO_ERROR;
  u_strFromUTF8(wide.data(), static_cast<std::int32_t>(wide.size()), &size, text.data(),
                static_cast<std::int32_t>(text.size()), &error);
  if (U_FAILURE(error)) return std::nullopt;
  wide.resize(static_cast<std::size_t>(size));
  return wide;
}

std::optional<std::string> to_utf8(std::u16string_view wide) {
  std::string text(3 * wide.size(), '\0');
  std::int32_t size = 0;
  UErrorCode error = U_ZERO_ERROR;
  u_strToUTF8(text.data(), static_cast<std::int32_t>(text.size()), &size, wide.data(),
              static_cast<std::int32_t>(wide.size()), &error);
  if (U_FAILURE(error)) return std::nullopt;
  text.resize(static_cast<std::size_t>(size));
  return text;
}

std::optional<std::u16string> prepared(std::u16string_view wide) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<UStringPrepProfile, CloseProfile> profile(usprep_openByType(USPREP_RFC4013_SASLPREP, &error));
  if (U_FAILURE(error)) return std::nullopt;
  std::u16string out(18 * wide.size() + 1, u'\0');  // what one character becomes at most by NFKC
  const std::int32_t size =
      usprep_prepare(profile.get(), wide.data(), static_cast<std::int32_t>(wide.size()), out.data(),
                     static_cast<std::int32_t>(out.size()), USPREP_DEFAULT, nullptr, &error);
  if (U_FAILURE(error) || size == 0) return std::nullopt;
  out.resize(static_cast<std::size_t>(size));
  return out;
}

}  // namespace

std::string saslprep(std::string_view password) {
  const bool ascii = std::ranges::all_of(password, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  const auto wide = ascii || password.size() > longest ? std::nullopt : to_utf16(password);
  const auto clean = wide ? prepared(*wide) : std::nullopt;
  const auto text = clean ? to_utf8(*clean) : std::nullopt;
  return text ? *text : std::string(password);
}

}  // namespace ringfence::gateway
