#include "http/blocked.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/html.h"
#include "base/json.h"

namespace ringfence::http {

namespace {

constexpr unsigned unavailable_for_legal_reasons = 451;

std::string page_of(std::string_view title, std::string_view body) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
      "content=\"width=device-width\">\n<meta name=\"robots\" content=\"noindex\">\n<title>{0}</title>\n<style>\n"
      "body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem; }}\n"
      "dt {{ font-weight: 600; margin-top: .8rem }} dd {{ margin: 0 }}\n"
      "section {{ border: 1px solid #8888; border-radius: 6px; padding: .4rem 1rem 1rem; margin: 1.5rem 0 }}\n"
      "@media (prefers-color-scheme: dark) {{ body {{ background: #181818; color: #ddd }} a {{ color: #8bf }} }}\n"
      "</style>\n<h1>{0}</h1>\n{1}</html>\n",
      html_escaped(title), body);
}

std::string term(std::string_view name, std::string_view value) {
  return value.empty() ? std::string() : fmt::format("<dt>{}</dt><dd>{}</dd>\n", name, html_escaped(value));
}

std::string section(const Withheld& one) {
  if (one.sealed) {
    return "<section><p>An order that may not be described. It is in the public ledger as such, and is described "
           "there once its seal ends.</p></section>\n";
  }
  std::string out = "<section><dl>\n";
  out += term("Asked for by", one.asked_by) + term("Under", one.law) + term("As a", one.reason) +
         term("Since", one.since) + term("Until", one.until ? *one.until : "no end is set");
  const bool address = one.appeal.starts_with("https://") || one.appeal.starts_with("http://");
  out += address ? fmt::format("<dt>How to appeal</dt><dd><a href=\"{0}\">{0}</a></dd>\n", html_escaped(one.appeal))
                 : term("How to appeal", one.appeal);
  return out + "</dl></section>\n";
}

json::object as_json(const Withheld& one) {
  if (one.sealed) return {{"sealed", true}};
  json::object object{{"sealed", false},    {"reason", one.reason}, {"asked_by", one.asked_by}, {"law", one.law},
                      {"since", one.since}, {"until", nullptr},     {"appeal", one.appeal}};
  if (one.until) object["until"] = *one.until;
  return object;
}

json::object as_json(const Withholder& by) {
  return {{"platform", by.platform}, {"ring", by.ring}, {"operator", by.operator_name}};
}

std::string who(const Withholder& by) {
  return by.operator_name.empty() ? fmt::format("{}, ring {}", by.platform, by.ring)
                                  : fmt::format("{}, for {} (ring {})", by.operator_name, by.platform, by.ring);
}

Answer answer(unsigned status, bool page, std::string_view title, const std::string& body, const json::object& object) {
  Answer made{status, page ? "text/html; charset=utf-8" : "application/json", {}, {{"Vary", "Accept"}}};
  made.body = page ? page_of(title, body) : pretty(object) + "\n";
  return made;
}

// The weight of a media type in an Accept header; negative: it is not named.
double weight_of(std::string_view accept, std::string_view type) {
  while (!accept.empty()) {
    std::string_view one = accept.substr(0, accept.find(','));
    accept.remove_prefix(std::min(one.size() + 1, accept.size()));
    while (one.starts_with(' ')) one.remove_prefix(1);
    if (!one.starts_with(type)) continue;
    const std::string_view behind = one.substr(type.size());
    if (!behind.empty() && behind.front() != ';' && behind.front() != ' ') continue;
    double weight = 1;
    if (const std::size_t q = behind.find("q="); q != std::string_view::npos) {
      std::from_chars(behind.data() + q + 2, behind.data() + behind.size(), weight);
    }
    return weight;
  }
  return -1;
}

}  // namespace

bool wants_page(std::string_view accept) {
  const double page = weight_of(accept, "text/html");
  return page > 0 && page >= weight_of(accept, "application/json");
}

Answer content_answer(const std::string& what, const std::string& viewer, const std::vector<Withheld>& withheld,
                      const Withholder& by, bool page) {
  json::array all;
  std::string sections;
  for (const Withheld& one : withheld) {
    all.push_back(as_json(one));
    sections += section(one);
  }
  const json::object object{{"content", what},
                            {"viewer", viewer},
                            {"withheld", !withheld.empty()},
                            {"withholdings", std::move(all)},
                            {"withheld_by", as_json(by)}};
  if (withheld.empty()) {
    return answer(200, page, "Nothing is withheld",
                  fmt::format("<p>{} is not withheld from viewers in {}. This does not say that there is such "
                              "content.</p>\n",
                              html_escaped(what), html_escaped(viewer)),
                  object);
  }
  Answer made = answer(
      unavailable_for_legal_reasons, page, "Withheld in " + viewer,
      fmt::format(
          "<p>{} is withheld from viewers in {}, and from nobody else on this ground. It was not deleted, and its "
          "author was told.</p>\n{}<p>Withheld by {}.</p>\n",
          html_escaped(what), html_escaped(viewer), sections, html_escaped(who(by))),
      object);
  made.headers["Link"] = fmt::format("<{}>; rel=\"blocked-by\"", withholder_path);
  return made;
}

Answer withholder_answer(const Withholder& by, bool page) {
  return answer(200, page, "Who withholds content here", fmt::format("<p>{}.</p>\n", html_escaped(who(by))),
                as_json(by));
}

}  // namespace ringfence::http
