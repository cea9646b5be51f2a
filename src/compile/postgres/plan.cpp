#include "compile/postgres/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "compile/postgres/search.h"
#include "compile/postgres/transfers.h"
#include "compile/postgres/withholding.h"
#include "pg/quote.h"

namespace ringfence::compile {

namespace {

constexpr std::size_t astray_shown = 10;

std::string described(std::string_view standing, const Object& object) {
  const std::string on = object.on.name.empty() ? object.on.schema : policy::to_text(object.on);
  return object.name.empty() ? fmt::format("{} {} {}", standing, to_text(object.kind), on)
                             : fmt::format("{} {} {} on {}", standing, to_text(object.kind), object.name, on);
}

bool can_be_replaced(ObjectKind kind) {
  return kind == ObjectKind::check || kind == ObjectKind::foreign_key || kind == ObjectKind::trigger ||
         kind == ObjectKind::index || kind == ObjectKind::row_policy;
}

void add_different(const Compared& compared, RingPlan& into) {
  const Object& object = *compared.object;
  const std::string what = described("different", object) + ": " + compared.found;
  if (object.kind == ObjectKind::foreign_key_absent) {
    into.changes.push_back({object.create, described("unwanted", object) + ": " + compared.found, object.why});
  } else if (can_be_replaced(object.kind) || object.derived) {
    into.changes.push_back({object.drop + "; " + object.create, what, object.why});
    if (!object.validate.empty()) into.validations.push_back({object.validate, described("new", object), object.why});
  } else if (object.kind == ObjectKind::function || object.kind == ObjectKind::view) {
    into.changes.push_back({object.create, described("different", object), object.why});
  } else {
    into.beyond_repair.push_back(what + " instead of " + object.definition);
  }
}

void add_change(const Compared& compared, RingPlan& into) {
  const Object& object = *compared.object;
  switch (compared.standing) {
    case Standing::as_wanted:
      return;
    case Standing::missing:
      into.changes.push_back({object.create, described("missing", object), object.why});
      if (!object.validate.empty()) into.validations.push_back({object.validate, described("new", object), object.why});
      return;
    case Standing::not_validated:
      into.validations.push_back({object.validate, described("not validated:", object), object.why});
      return;
    case Standing::disabled:
      into.changes.push_back({object.drop + "; " + object.create, described("disabled", object), object.why});
      return;
    case Standing::different:
      add_different(compared, into);
      return;
  }
}

// An anchor that is the application's own foreign key is a wall all the same.
void add_open_anchors(RingPlan& into) {
  for (const Placement& table : into.placements.tables) {
    if (!table.anchor || !table.anchor->constraint) continue;
    for (const ForeignKey& key : table.table->foreign_keys) {
      if (key.name != *table.anchor->constraint || key.validated || key.inherited) continue;
      const std::string on = qualified(table.table->name);
      into.validations.push_back(
          {fmt::format("ALTER TABLE {} VALIDATE CONSTRAINT {}", on, pg::quote_identifier(key.name)),
           fmt::format("not validated: foreign key {} on {}", key.name, policy::to_text(table.table->name)),
           "the wall of the table"});
    }
  }
}

Status add_roles(pg::Connection& connection, const policy::Policy& policy, const policy::Ring& ring,
                 const policy::Date& today, const Transfers& transfers, RingPlan& into) {
  const std::vector<ServiceRole> wanted = service_roles(policy, ring, &into.catalogue, &into.placements, today);
  auto found = read_services(connection, wanted);
  if (!found) return found.error();
  ServiceChanges services;
  role_changes(wanted, *found, services);
  grant_changes(wanted, *found, services);
  RINGFENCE_TRY(past_visits(connection, wanted, services));
  std::ranges::move(services.changes, std::back_inserter(into.changes));
  std::ranges::move(services.for_a_person, std::back_inserter(into.beyond_repair));
  into.notes = std::move(services.notes);
  ServiceChanges readers;
  RINGFENCE_TRY(transfer_changes(connection, transfers, wanted, readers));
  std::ranges::move(readers.changes, std::back_inserter(into.changes));
  std::ranges::move(readers.for_a_person, std::back_inserter(into.beyond_repair));
  std::ranges::move(readers.notes, std::back_inserter(into.notes));
  return {};
}

// Rows that were there before a mask of `hash`.
Status add_pseudonyms(pg::Connection& connection, const policy::Policy& policy, const policy::Ring& ring,
                      RingPlan& into) {
  for (const PseudonymFill& fill : pseudonym_fills(policy, ring, into.catalogue, into.placements)) {
    auto there = connection.query("SELECT pg_catalog.to_regclass($1) IS NOT NULL", {qualified(fill.table)});
    if (!there) return there.error();
    const bool is_new = !there->boolean(0, 0);
    if (!is_new) {
      auto missing = connection.query(fill.is_missing);
      if (!missing) return missing.error();
      if (!missing->boolean(0, 0)) continue;
    }
    into.validations.push_back(
        {fill.fill, fmt::format("{} pseudonyms of {}", is_new ? "new" : "missing", fill.column), "mask hash"});
  }
  return {};
}

Status add_withholding(pg::Connection& connection, RingPlan& into) {
  ServiceChanges withholding;
  RINGFENCE_TRY(withholding_changes(connection, into.placements, withholding));
  std::ranges::move(withholding.changes, std::back_inserter(into.changes));
  std::ranges::move(withholding.for_a_person, std::back_inserter(into.beyond_repair));
  std::ranges::move(withholding.notes, std::back_inserter(into.notes));
  return {};
}

// How many rows keep a CHECK from being valid, and which they are.
std::string rows_astray(pg::Connection& connection, const Object& object) {
  if (object.kind != ObjectKind::check) return {};
  const std::string condition = object.definition.substr(std::string_view("CHECK ").size());
  const std::string from = fmt::format("FROM {} AS t WHERE {} IS NOT TRUE", qualified(object.on), condition);
  auto count = connection.query("SELECT count(*) " + from);
  auto keys = connection.query(fmt::format("SELECT pg_catalog.left(t::text, 60) {} LIMIT {}", from, astray_shown));
  if (!count || !keys) return {};
  std::string text = fmt::format("{} rows are not at home here, among them:", count->integer(0, 0));
  for (std::size_t i = 0; i < keys->size(); ++i) text += "\n  " + keys->string(i, 0);
  return text;
}

Error explained(pg::Connection& connection, const RingPlan& plan, const Change& change, Error error) {
  error = within(change.what, std::move(error));
  for (const Object& object : plan.wanted) {
    if (object.validate != change.sql) continue;
    if (std::string rows = rows_astray(connection, object); !rows.empty()) error.detail = std::move(rows);
    error.hint = "move these rows to their home, or correct it, then run `ringfence apply` again: it goes on from here";
  }
  return error;
}

}  // namespace

Status plan_ring(pg::Connection& connection, const policy::Policy& policy, const policy::Ring& ring,
                 const std::string& policy_file, RingPlan& into) {
  auto catalogue = application_catalogue(connection);
  if (!catalogue) return catalogue.error();
  into.catalogue = std::move(*catalogue);
  add_search_columns(policy, into.catalogue);
  into.placements = place(policy, into.catalogue, policy_file);
  if (into.placements.findings.has_errors()) return {};
  auto today = server_day(connection);
  if (!today) return today.error();
  Transfers leaving = transfers(policy, ring, into.catalogue, into.placements, *today);
  into.placements.findings.append(leaving.findings);
  if (!into.placements.findings.has_errors()) {
    add_worlds(policy, ring, into.catalogue, into.placements, *today, leaving);
  }
  if (into.placements.findings.has_errors()) return {};
  into.wanted = walls(policy, ring, into.catalogue, into.placements);
  auto comparison = compare_walls(connection, into.wanted);
  if (!comparison) return comparison.error();
  for (const Comparison::Unexpected& extra : comparison->unexpected) {
    into.changes.push_back({extra.drop, "unexpected " + extra.what, "the policy asks for no such thing"});
  }
  make_room(remade_searches(into.placements, *comparison), *comparison, leaving, into.changes);
  for (const Compared& compared : comparison->objects) add_change(compared, into);
  add_open_anchors(into);
  RINGFENCE_TRY(add_pseudonyms(connection, policy, ring, into));
  RINGFENCE_TRY(add_roles(connection, policy, ring, *today, leaving, into));
  RINGFENCE_TRY(add_withholding(connection, into));
  RINGFENCE_TRY(add_leftover_views(connection, into.wanted, into.changes));
  RINGFENCE_TRY(add_past_searches(connection, into.placements, into.changes));
  return add_leftovers(connection, into.wanted, into.changes);
}

Status apply_ring(pg::Connection& connection, const policy::Policy& policy, const policy::Ring& ring,
                  const RingPlan& plan) {
  if (plan.is_clean()) return {};
  if (!plan.changes.empty()) {
    RINGFENCE_TRY(pg::in_transaction(connection, [&]() -> Status {
      for (const Change& change : plan.changes) {
        if (Status done = connection.execute(change.sql); !done) return within(change.what, done.error());
      }
      return {};
    }));
  }
  RINGFENCE_TRY(pg::in_transaction(connection, [&]() -> Status {
    for (const std::string& statement : fill_statements(policy, ring, plan.catalogue, plan.placements)) {
      RINGFENCE_TRY(connection.execute(statement));
    }
    return {};
  }));
  for (const Change& change : plan.validations) {
    if (Status done = connection.execute(change.sql); !done) return explained(connection, plan, change, done.error());
  }
  return {};
}

}  // namespace ringfence::compile
