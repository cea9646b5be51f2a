#include "gateway/serve/transfer_entry.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/limits.h"

namespace ringfence::gateway {

std::vector<std::string> rules_of(const TransferBegins& transfer) {
  std::vector<std::string> rules;
  for (const TransferBegins::Part& part : transfer.parts) {
    for (const std::string& rule : part.plan->rules) {
      if (std::ranges::find(rules, rule) == rules.end()) rules.push_back(rule);
    }
  }
  return rules;
}

std::string subjects_of(const TransferBegins& transfer, const Knowledge& knowledge) {
  std::string text;
  for (const TransferBegins::Part& part : transfer.parts) {
    if (part.subject.values.empty()) continue;
    const policy::Table* table = knowledge.subject_table(part.subject.root);
    if (!text.empty()) text += '\n';
    text += table ? policy::to_text(table->name) : std::string("person");
    if (!part.subject.lookup.empty()) text += "." + part.subject.lookup;
    for (const std::string& value : part.subject.values) text += " " + value;
  }
  return text;
}

ledger::Transfer entry_of(const TransferBegins& transfer, const Knowledge& knowledge) {
  const TransferPlan& first = *transfer.parts.front().plan;
  ledger::Transfer entry;
  entry.id = transfer.id;
  entry.side = transfer.asks ? ledger::Side::importer : ledger::Side::exporter;
  entry.from = first.from;
  // A reader who came here by itself takes the rows away to a place that keeps no book of it: `location` says where.
  entry.to = transfer.peer.empty() ? first.from : first.to;
  const auto& services = knowledge.policy.services;
  const auto service = std::ranges::find(services, transfer.service, &policy::Service::name);
  entry.location = service == services.end() ? std::string("?") : service->location;
  entry.service = transfer.service;
  entry.purpose = first.purpose;
  entry.rule = ledger::joined_rules(rules_of(transfer));
  for (const TransferBegins::Part& part : transfer.parts) {
    for (const TransferPlan::Table& table : part.plan->tables) {
      entry.tables.push_back(table.name);
      for (const std::string& column : table.columns) entry.columns.push_back(table.name + "." + column);
    }
  }
  entry.shape = transfer.shape;
  entry.policy = knowledge.policy.sha256;
  return entry;
}

bool may_be_too_long(const ledger::Transfer& entry) {
  constexpr std::size_t few = 40, longest_name = 130, short_text = 2'000, escaped = 6;
  static_assert((few * longest_name + 2 * short_text) * escaped + 4'096 < limits::ledger_entry_bytes);
  return entry.tables.size() + entry.columns.size() > few || entry.shape.size() > short_text ||
         entry.rule.size() > short_text;
}

volumes::Way way_of(const ledger::Transfer& entry, const TransferPlan& plan, std::vector<std::string> rules) {
  const std::set<std::string> columns(entry.columns.begin(), entry.columns.end());
  return {std::move(rules), {columns.begin(), columns.end()}, plan.to};
}

}  // namespace ringfence::gateway
