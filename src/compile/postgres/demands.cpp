// What a ring keeps of demands, and what keeps preserved rows from erasure.
#include <fmt/format.h>

#include "compile/postgres/walls_parts.h"
#include "compile/postgres/way_to_root.h"
#include "pg/quote.h"

namespace ringfence::compile::building {

namespace {

constexpr std::string_view why = "demands";
constexpr std::string_view append_only = "ringfence.append_only";

void add_table(Site& site, const std::string& name, const std::string& columns, const std::string& create) {
  site.objects.push_back(
      {ObjectKind::table, Phase::before_rows, {"ringfence", name}, "", columns, create, "", "", std::string(why)});
}

void add_function(Site& site, const TableName& name, const std::string& body) {
  Object function{ObjectKind::function, Phase::after_rows, name, "", body, "", "", "", std::string(why)};
  function.create = trigger_function(qualified(name), body);
  function.drop = fmt::format("DROP FUNCTION {}()", qualified(name));
  site.objects.push_back(std::move(function));
}

void add_trigger(Site& site, const TableName& on, const std::string& name, const std::string& events,
                 const std::string& each, const std::string& function) {
  Object trigger{ObjectKind::trigger, Phase::after_rows, on, name, "", "", "", "", std::string(why)};
  const std::string begins = fmt::format("CREATE TRIGGER {} BEFORE {} ON ", name, events);
  const std::string ends = fmt::format(" FOR EACH {} EXECUTE FUNCTION {}()", each, function);
  trigger.definition = begins + on.schema + '.' + on.name + ends;
  trigger.create = begins + qualified(on) + ends;
  trigger.drop = fmt::format("DROP TRIGGER {} ON {}", name, qualified(on));
  site.objects.push_back(std::move(trigger));
}

// Not even whoever keeps it writes it twice: what is taken back later is another event.
void add_append_only(Site& site) {
  add_function(site, {"ringfence", "append_only"},
               "BEGIN\n  RAISE EXCEPTION 'what is kept of demands is not changed' USING ERRCODE ="
               " 'insufficient_privilege', HINT = 'What becomes of a demand is one more event.';\nEND");
  for (const char* table : {"demand", "demand_event"}) {
    const TableName on{"ringfence", table};
    add_trigger(site, on, "ringfence_append_only", "DELETE OR UPDATE", "ROW", std::string(append_only));
    add_trigger(site, on, "ringfence_append_only_truncate", "TRUNCATE", "STATEMENT", std::string(append_only));
  }
}

// The subject's table and, for `row`, a condition on p that holds if the row is that subject's.
struct Whose {
  std::string table;
  std::string from;   // tables that lead to the subject; empty: the row itself says it
  std::string where;  // how the first of them goes with the row
  std::string subject;
};

Whose whose(const Placement& table, const Placement& root) {
  Whose whose{policy::to_text(root.rule->name), {}, {}, {}};
  if (!table.subject_columns.empty()) {
    whose.subject = subject_text(table, "OLD");
    return whose;
  }
  std::string subject = "OLD";
  for (const WayStep& step : way_to_root(table, "OLD")) {
    whose.from += fmt::format(", {} AS {}", step.table, step.alias);
    whose.where += " AND " + step.on;
    subject = step.alias;
  }
  whose.subject = subject_text(root, subject);
  return whose;
}

std::vector<std::string> leading_columns(const Placement& table) {
  return table.subject_columns.empty() && !table.steps_to_root.empty() ? table.steps_to_root.front().columns
                                                                       : table.subject_columns;
}

std::string body(const Placement& table, const Placement& root) {
  const Whose of = whose(table, root);
  std::string same;
  for (const std::string& column : leading_columns(table)) {
    const std::string name = pg::quote_identifier(column);
    same += fmt::format("{}OLD.{} IS NOT DISTINCT FROM NEW.{}", same.empty() ? "" : " AND ", name, name);
  }
  const std::string in_force =
      fmt::format("p.subject_table = {} AND (p.until IS NULL OR p.until >= CURRENT_DATE)", pg::quote_literal(of.table));
  const std::string refuse = fmt::format(
      "    RAISE EXCEPTION 'rows of this subject of % are preserved', {} USING ERRCODE = 'restrict_violation',\n"
      "      HINT = 'Those who answer demands can say until when.';\n",
      pg::quote_literal(of.table));
  return fmt::format(
      "BEGIN\n  IF TG_OP = 'TRUNCATE' THEN\n    IF EXISTS (SELECT FROM ringfence.preserved AS p WHERE {1}) THEN\n{2}"
      "    END IF;\n    RETURN NULL;\n  END IF;\n"
      "  IF EXISTS (SELECT FROM ringfence.preserved) THEN\n"
      "    IF TG_OP = 'UPDATE' THEN\n      IF {0} THEN\n        RETURN NEW;\n      END IF;\n    END IF;\n"
      "    IF EXISTS (SELECT FROM ringfence.preserved AS p{3} WHERE {1}{4} AND p.subject = {5}) THEN\n{2}    END IF;\n"
      "  END IF;\n  IF TG_OP = 'DELETE' THEN\n    RETURN OLD;\n  END IF;\n  RETURN NEW;\nEND",
      same, in_force, refuse, of.from, of.where, of.subject);
}

TableName freeze_of(const Placement& table) {
  return {"ringfence", named_after("preserve", table.rule->name)};
}

// A partition has its parent's triggers for rows, a child by INHERITS has not.
void add_freeze(Site& site, const Placement& table) {
  std::string columns;
  for (const std::string& column : leading_columns(table)) {
    columns += (columns.empty() ? "" : ", ") + pg::quote_identifier(column);
  }
  if (!table.table->is_partition) {
    add_trigger(site, table.table->name, "ringfence_preserve", "DELETE OR UPDATE OF " + columns, "ROW",
                qualified(freeze_of(table)));
  }
  add_trigger(site, table.table->name, "ringfence_preserve_truncate", "TRUNCATE", "STATEMENT",
              qualified(freeze_of(table)));
}

}  // namespace

void add_demands(Site& site) {
  add_table(site, "demand", "id text, document bytea",
            "CREATE TABLE ringfence.demand (id text PRIMARY KEY, document bytea)");
  add_table(site, "demand_event", "demand text, sequence bigint, said text, digest text",
            "CREATE TABLE ringfence.demand_event (demand text REFERENCES ringfence.demand, sequence bigint,"
            " said text NOT NULL, digest text NOT NULL, PRIMARY KEY (demand, sequence))");
  add_table(site, "preserved", "subject_table text, subject text, demand text, until date",
            "CREATE TABLE ringfence.preserved (subject_table text, subject text, demand text REFERENCES"
            " ringfence.demand, until date, PRIMARY KEY (subject_table, subject, demand))");
  add_append_only(site);
  // A child may come before its parent, whose function it uses: functions first.
  std::vector<const Placement*> frozen;
  for (const Placement& table : site.placements.tables) {
    if (!table.is_personal() || table.rule == nullptr || !table.root) continue;
    const Placement* root = site.placements.find(*table.root);
    if (root == nullptr || leading_columns(table).empty()) continue;
    if (!follows_parent(table)) add_function(site, freeze_of(table), body(table, *root));
    frozen.push_back(&table);
  }
  for (const Placement* table : frozen) add_freeze(site, *table);
}

}  // namespace ringfence::compile::building
