#include "demand/intake/proposal.h"

namespace ringfence::intake {

namespace {

json::value or_null(const std::optional<std::string>& text) {
  return text ? json::value(*text) : json::value(nullptr);
}

template <class Strings>
json::array as_array(const Strings& strings) {
  json::array out;
  for (const auto& each : strings) out.emplace_back(each);
  return out;
}

json::array addresses(const std::vector<Place>& places) {
  json::array out;
  for (const Place& each : places) out.emplace_back(each.address);
  return out;
}

json::array with_lines(const std::vector<Place>& places) {
  json::array out;
  for (const Place& each : places) {
    json::object one{{"address", each.address}, {"lines", as_array(each.lines)}};
    if (!each.why.empty()) one["why"] = each.why;
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace

json::object to_json(const Proposal& proposal) {
  json::object places{{"content", with_lines(proposal.content)},
                      {"excluded", with_lines(proposal.excluded)},
                      {"jurisdiction_from", proposal.jurisdiction_from},
                      {"languages", as_array(proposal.languages)},
                      {"redacted", proposal.redacted},
                      {"redacted_lines", as_array(proposal.cut)},
                      {"sha256", proposal.sha256},
                      {"findings", as_array(proposal.findings)}};
  if (proposal.scope) {
    places["narrower_scope"] =
        json::object{{"quote", proposal.scope->address}, {"lines", as_array(proposal.scope->lines)}};
  }
  return {{"path", proposal.path},
          {"jurisdiction", or_null(proposal.jurisdiction)},
          {"authority", or_null(proposal.authority)},
          {"date", or_null(proposal.date)},
          {"instruments", as_array(proposal.instruments)},
          {"content", addresses(proposal.content)},
          {"excluded", addresses(proposal.excluded)},
          {"narrower_scope_offered", proposal.narrower_scope_offered},
          {"places", std::move(places)}};
}

}  // namespace ringfence::intake
