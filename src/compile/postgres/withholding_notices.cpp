// Nothing is withheld silently: the reader is told by a NOTICE, the author by a row of ringfence.notice.
#include <fmt/format.h>

#include "compile/postgres/walls_parts.h"
#include "compile/postgres/way_to_root.h"
#include "compile/postgres/withholding_parts.h"
#include "pg/quote.h"

namespace ringfence::compile::building {

namespace {

constexpr const char* why = "content = true";

// Whether a row that is withheld somewhere shows here. Where it does not the reader is told, once a statement, however
// many rows of however many tables it comes across: a notice is a packet of its own. The viewer is looked at here and
// not in the policy, whose words are planned with every statement. Nobody's viewer is not set, or empty once it was
// reset: then nothing shows. A subdivision does not see what its country may not. The owner's right, since a reader
// from elsewhere may not set anything. What sets something cannot run in a parallel worker. Each name with its schema,
// types and operators too: a search_path of the function's own would cost more than all the rest of a call; no NULLIF,
// whose = is looked up; and no PERFORM, which is a query. `counting` only the gateway says, and rolls back what it
// counted (docs/decisions/0021).
constexpr const char* shows_body = R"sql(
DECLARE
  told pg_catalog.text;
BEGIN
  IF pg_catalog.current_setting('ringfence.viewer', true) OPERATOR(pg_catalog.<>) ''
      AND (pg_catalog.current_setting('ringfence.viewer', true) OPERATOR(pg_catalog.<>) ALL (withheld_in))
      AND (pg_catalog."left"(pg_catalog.current_setting('ringfence.viewer', true), 2) OPERATOR(pg_catalog.<>) ALL (withheld_in)) THEN
    RETURN true;
  END IF;
  told := pg_catalog.current_setting('ringfence.told', true);
  IF told OPERATOR(pg_catalog.=) pg_catalog.statement_timestamp()::pg_catalog.text THEN
    RETURN false;
  END IF;
  IF told OPERATOR(pg_catalog.=) 'counting' THEN
    RETURN ringfence.withholding_is_open(content_table, CASE WHEN pg_catalog.pg_typeof(content_key)::pg_catalog.text
      OPERATOR(pg_catalog.<>) 'record' THEN content_key::pg_catalog.text ELSE (SELECT pg_catalog.jsonb_agg(f.value)::pg_catalog.text
      FROM pg_catalog.json_each_text(pg_catalog.to_json(content_key)) AS f) END);
  END IF;
  told := pg_catalog.set_config('ringfence.told', pg_catalog.statement_timestamp()::pg_catalog.text, true);
  RAISE NOTICE 'content is withheld' USING ERRCODE = '01R51', TABLE = content_table;
  RETURN false;
END)sql";

std::string root_key(const Placement& content, const Placement& root, std::string& joins) {
  std::string subject = "t";
  for (const WayStep& step : way_to_root(content, "t")) {
    joins += fmt::format(" JOIN {} AS {} ON {}", step.table, step.alias, step.on);
    subject = step.alias;
  }
  return subject_text(root, subject);
}

// Of a sealed order its author hears when it ends, and not who asked for it.
std::string tell_authors(const Placement& content, const Placement& root) {
  std::string joins;
  const std::string key = root_key(content, root, joins);
  return fmt::format(
      "  INSERT INTO ringfence.notice (id, about, reference, role, subject_table, subject, said, due)\n"
      "  SELECT replace(gen_random_uuid()::text, '-', ''), 'withholding', k.id, 'author', {0}, {1},\n"
      "         jsonb_build_object('table', k.content_table, 'key', k.content_key, 'jurisdictions', "
      "to_jsonb(k.jurisdictions),\n"
      "           'reason', k.reason, 'asked_by', CASE WHEN NOT k.sealed THEN k.asked_by END,\n"
      "           'law', CASE WHEN NOT k.sealed THEN k.law END, 'appeal', k.appeal, 'since', k.starts, 'until', "
      "k.ends),\n"
      "         CASE WHEN k.sealed THEN COALESCE(k.ends, 'infinity') ELSE now() END\n"
      "    FROM (SELECT w.*, w.content_key AS key FROM ringfence.withholding AS w\n"
      "           WHERE w.id = ANY (ids) AND w.content_table = {2} OFFSET 0) AS k JOIN {3} AS t ON {4}{5};\n",
      pg::quote_literal(policy::to_text(root.rule->name)), key, pg::quote_literal(policy::to_text(content.table->name)),
      qualified(content.table->name), row_has_key(*content.table), joins);
}

Object function_of(const std::string& name, const std::string& body) {
  return {ObjectKind::function, Phase::before_rows, {"ringfence", name}, "", body, "", "", "", why};
}

}  // namespace

void add_withholding_notices(Site& site, const std::vector<const Placement*>& content) {
  std::string body = "\nBEGIN\n";
  for (const Placement* table : content) {
    const Placement* const root = table->root ? site.placements.find(*table->root) : nullptr;
    if (root != nullptr) body += tell_authors(*table, *root);
  }
  Object tells = function_of("withholding_tells", body + "END");
  tells.phase = Phase::after_rows;
  tells.create = fmt::format(
      "CREATE OR REPLACE FUNCTION ringfence.withholding_tells(ids text[]) RETURNS void LANGUAGE plpgsql SECURITY "
      "DEFINER"
      " SET search_path = pg_catalog, pg_temp AS {}; REVOKE ALL ON FUNCTION ringfence.withholding_tells FROM PUBLIC",
      pg::quote_literal(tells.definition));
  site.objects.push_back(std::move(tells));
  Object shows = function_of("shows_here", std::string("at no cost, without a search_path: ") + shows_body);
  shows.create = fmt::format(
      "CREATE OR REPLACE FUNCTION ringfence.shows_here(withheld_in text[], content_table text, content_key anyelement)"
      " RETURNS boolean LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SECURITY DEFINER COST 0.0001 AS {};"
      " GRANT EXECUTE ON FUNCTION ringfence.shows_here TO PUBLIC",
      pg::quote_literal(shows_body));
  site.objects.push_back(std::move(shows));
}

}  // namespace ringfence::compile::building
