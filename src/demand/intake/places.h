// Countries as notices and folders name them. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ringfence::intake {

// "Hong Kong", "russia", "South Korea", "TR", "Россия" -> the ISO code, or "EU". The whole of `name` must be a
// country's. Nothing: it is none.
std::optional<std::string> country_of_name(std::string_view name);

// The country that a folded text speaks of most, where one is clearly ahead: by names, by the people's adjective, by
// the tongue it is written in. Nothing: it says too little, or of several alike.
std::optional<std::string> country_of_text(std::string_view folded);
// The country of an authority's host: http://eais.rkn.gov.ru -> RU; of any other host, nothing.
std::optional<std::string> country_of_host(std::string_view host);
// Names of a country in a folded text, in the forms that a territory is spoken of; separated by |. Empty: none known.
std::string_view names_of_country(std::string_view code);

}  // namespace ringfence::intake
