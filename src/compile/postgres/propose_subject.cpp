#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compile/postgres/propose_words.h"

namespace ringfence::compile::proposing {

namespace {

struct Weight {
  std::string_view word;
  int points;
};

constexpr auto subject_names = std::to_array<Weight>({
    {"user", 40},      {"person", 40},     {"customer", 32}, {"member", 28},      {"patient", 36}, {"employee", 26},
    {"student", 32},   {"subscriber", 30}, {"client", 20},   {"participant", 24}, {"citizen", 36}, {"account", 14},
    {"contact", 14},   {"profile", 10},    {"entity", 14},   {"party", 14},       {"cust", 28},    {"utilisateur", 40},
    {"personne", 40},  {"usuario", 40},    {"persona", 36},  {"benutzer", 40},    {"kunde", 32},   {"cliente", 32},
    {"gebruiker", 40}, {"用户", 40},       {"会员", 32},     {"客户", 32},        {"用户表", 40},
});

int points_of_name(const Table& table) {
  const Words words = name_words(table.name.name);
  const std::string last = words.empty() ? "" : singular(words.back());
  for (const Weight& weight : subject_names) {
    if (last == weight.word) return words.size() == 1 ? weight.points : weight.points * 3 / 4;
  }
  return 0;
}

int points_of_columns(const Table& table, std::vector<std::string>& reasons) {
  std::map<std::string, std::string> kinds;
  for (const Column& column : table.columns) {
    if (const auto reason = personal_reason(table, column)) kinds.emplace(*reason, column.name);
  }
  int points = 0;
  for (const auto& [reason, column] : kinds) {
    if (reason.find("network") != std::string::npos || reason.find("its type") == 0) continue;
    points += 8;
    if (points <= 40) reasons.push_back(fmt::format("{}: {}", column, reason));
  }
  return std::min(points, 40);
}

// person -> entity, with its own key: a row of the one is a row of the other, and the other is the root.
void give_to_roots(const Catalogue& catalogue, std::vector<SubjectCandidate>& candidates) {
  const auto before = candidates;
  for (const SubjectCandidate& giver : before) {
    const Table& table = *catalogue.find(giver.name);
    for (const ForeignKey& key : table.foreign_keys) {
      if (key.to == table.name) continue;
      const auto root = std::ranges::find(candidates, key.to, &SubjectCandidate::name);
      if (root == candidates.end() || points_of_name(*catalogue.find(key.to)) == 0) continue;
      if (!table.is_unique(key.columns) && !table.find_column(key.columns.front())->not_null) continue;
      root->score += giver.score / 2;
      root->reasons.push_back(fmt::format("{} is a part of it", to_text(giver.name)));
      std::ranges::find(candidates, giver.name, &SubjectCandidate::name)->score /= 2;
      break;
    }
  }
}

}  // namespace

void score_subjects(const Catalogue& catalogue, Proposal& proposal) {
  std::map<TableName, std::set<TableName>> incoming;
  for (const Table& table : catalogue.tables) {
    for (const ForeignKey& key : table.foreign_keys) {
      if (key.to != table.name) incoming[key.to].insert(table.name);
    }
  }
  for (const Table& table : catalogue.tables) {
    if (!table.parents.empty() || table.kind == TableKind::foreign) continue;
    SubjectCandidate candidate{table.name, points_of_name(table), {}};
    if (candidate.score > 0) candidate.reasons.push_back("its name");
    candidate.score += points_of_columns(table, candidate.reasons);
    if (candidate.score < 14) continue;
    const auto references = static_cast<int>(incoming[table.name].size());
    candidate.score += std::min(30, 2 * references);
    if (references > 0) candidate.reasons.push_back(fmt::format("{} tables refer to it", references));
    if (table.primary_key() == nullptr) candidate.score /= 2;
    proposal.candidates.push_back(std::move(candidate));
  }
  give_to_roots(catalogue, proposal.candidates);
  std::ranges::stable_sort(proposal.candidates, std::greater<>(), &SubjectCandidate::score);
  if (!proposal.candidates.empty() && proposal.candidates.front().score >= enough_for_subject) {
    const Table& best = *catalogue.find(proposal.candidates.front().name);
    if (!best.keys.empty()) proposal.subject = best.name;
  }
}

}  // namespace ringfence::compile::proposing
