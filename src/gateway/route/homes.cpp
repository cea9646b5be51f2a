#include "gateway/route/homes.h"

#include <fmt/format.h>

#include "gateway/route/key_value.h"

namespace ringfence::gateway {

namespace {

std::string name_of(const Knowledge& knowledge, std::size_t root) {
  const policy::Table* table = knowledge.subject_table(root);
  return table ? policy::to_text(table->name) : std::string("person");
}

// The columns of the subject table's key, in order.
const std::vector<std::string>& key_of_table(const Knowledge& knowledge, const policy::Table& table) {
  const compile::Placement* placement = knowledge.placements.find(table.name);
  return placement ? placement->subject_columns : table.subject->columns;
}

// Null: the catalogue is older than the table, or the policy is not of this database.
const KeyType* type_of_next(const HomeQuestion& question, const Whose& whose) {
  return question.values.size() < whose.types.size() ? &whose.types[question.values.size()] : nullptr;
}

Error no_type(const Whose& whose, const Knowledge& knowledge) {
  return {fmt::format("the database has no column that holds the key of {}", name_of(knowledge, whose.root)),
          {},
          {},
          "42703"};
}

Status take(HomeQuestion& question, Result<std::string> text) {
  if (!text) return text.error();
  question.values.push_back(std::move(*text));
  return {};
}

}  // namespace

std::vector<KeyType> key_types(const Whose& whose, const Knowledge& knowledge) {
  if (whose.new_subject) return {key_of_words()};
  const policy::Table* rule = knowledge.subject_table(whose.root);
  const compile::Table* table = rule ? knowledge.catalogue.find(rule->name) : nullptr;
  if (!table) return {};
  std::vector<KeyType> types;
  for (const std::string& name : whose.lookup.empty() ? key_of_table(knowledge, *rule) : std::vector{whose.lookup}) {
    const compile::Column* column = table->find_column(name);
    if (!column) break;
    types.push_back(column->type_kind == 'e' ? key_of_words() : key_type(column->base_type));
  }
  return types;
}

Status add_value(HomeQuestion& question, const Whose& whose, const Knowledge& knowledge, const BoundValue& value) {
  const KeyType* const type = type_of_next(question, whose);
  if (!type) return no_type(whose, knowledge);
  if (!value.bytes) {
    return Error(fmt::format("the {} that the statement is about is NULL", name_of(knowledge, whose.root)),
                 "whose rows they are has to be known before it runs", "bind the key of one", "22004");
  }
  if (value.binary) return take(question, key_text_of_binary(*type, value.type, *value.bytes));
  return take(question, key_text_of_bound(*type, value.type, *value.bytes));
}

Status add_literal(HomeQuestion& question, const Whose& whose, const Knowledge& knowledge, std::string_view literal) {
  const KeyType* const type = type_of_next(question, whose);
  if (!type) return no_type(whose, knowledge);
  return take(question, key_text_of_literal(*type, literal));
}

Result<std::size_t> ring_of_new_subject(const Knowledge& knowledge, const Whose& whose, const std::string& value) {
  const policy::Table* table = knowledge.subject_table(whose.root);
  std::string code = value;
  if (table && !table->home->codes.empty()) {
    const auto mapped = table->home->codes.find(value);
    code = mapped != table->home->codes.end() ? mapped->second : table->home->otherwise.value_or("");
  }
  const policy::Ring* ring = table ? knowledge.policy.home_of(code) : nullptr;
  if (!ring) {
    return Error(fmt::format("refused: \"{}\" is the home of no ring", value),
                 fmt::format("a new {} has to be at home in one", name_of(knowledge, whose.root)),
                 "homes are ISO 3166 codes, and each ring says which are its own", "42501");
  }
  return knowledge.policy.number_of(ring->name);
}

Result<HomeQuestion> question_for_declared(const Knowledge& knowledge, const StatementPlan& statement,
                                           const std::string& declared) {
  const policy::Table* table = statement.declared_root ? knowledge.subject_table(*statement.declared_root) : nullptr;
  if (!table) {
    return Error(fmt::format("refused: it cannot be told which table's key the declared subject {} is", declared),
                 "the statement uses rows of more than one, or none that is known",
                 "write one statement for each, or RESET ringfence.subject", "42501");
  }
  Whose whose;
  whose.root = *statement.declared_root;
  whose.types = key_types(whose, knowledge);
  HomeQuestion question{whose.root, {}, {}};
  std::vector<std::string> values = {declared};
  if (const std::size_t columns = key_of_table(knowledge, *table).size(); columns > 1) {
    auto fields = fields_of_row(declared, columns);
    if (!fields) return fields.error();
    values = std::move(*fields);
  }
  for (const std::string& value : values) {
    RINGFENCE_TRY(add_value(question, whose, knowledge, {std::string_view(value), false, 0}));
  }
  return question;
}

bool contradicts(const HomeQuestion& declared, const HomeQuestion& proven) {
  return proven.lookup.empty() && declared != proven;
}

bool contradicts(const std::string& declared, const HomeQuestion& proven) {
  return proven.lookup.empty() && proven.values != std::vector{declared};
}

Error contradiction(const Knowledge& knowledge, const std::string& declared, const HomeQuestion& proven) {
  return {fmt::format("refused: the declared subject {} contradicts {} {}, which the statement proves", declared,
                      name_of(knowledge, proven.root), fmt::join(proven.values, ", ")),
          {},
          "declare the one it is about, or none",
          "42501"};
}

HomeCache::HomeCache(std::size_t most_entries, std::size_t most_bytes) : rings_(most_entries, most_bytes) {}

// Each part after its length, so that no two questions have one key. Short: a key of a few digits needs no memory of
// its own in the table.
std::string_view HomeCache::key_of(const HomeQuestion& question) {
  key_.clear();
  const auto number = [&](std::uint64_t value) {  // as LEB128: no number is the beginning of another
    for (; value >= 0x80; value >>= 7) key_ += static_cast<char>(value | 0x80U);
    key_ += static_cast<char>(value);
  };
  number(question.root);
  number(question.lookup.size());
  key_ += question.lookup;
  for (const std::string& value : question.values) {
    number(value.size());
    key_ += value;
  }
  return key_;
}

std::optional<std::size_t> HomeCache::find(const HomeQuestion& question) {
  const std::size_t* ring = rings_.find(key_of(question));
  return ring ? std::optional(*ring) : std::nullopt;
}

void HomeCache::put(const HomeQuestion& question, std::size_t ring) {
  rings_.put(key_of(question), ring);
}

}  // namespace ringfence::gateway
