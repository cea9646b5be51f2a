#include "compile/postgres/lint.h"
#include "pg/quote.h"

namespace ringfence::compile {

namespace {

// B-tree and hash operators across types are left out: a planner needs those of the column's own type.
constexpr const char* leaky_operators = R"sql(
  SELECT n.nspname, c.relname, i.relname,
         array_agg(DISTINCT o.oprname || ' (' || o.oprcode::pg_catalog.regprocedure || ')')
    FROM pg_catalog.pg_index x
    JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
    JOIN pg_catalog.pg_am m ON m.oid = i.relam
    JOIN pg_catalog.pg_class c ON c.oid = x.indrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
   CROSS JOIN LATERAL pg_catalog.unnest(x.indclass::pg_catalog.oid[]) AS k(opclass)
    JOIN pg_catalog.pg_opclass oc ON oc.oid = k.opclass
    JOIN pg_catalog.pg_amop a ON a.amopfamily = oc.opcfamily AND a.amoplefttype = oc.opcintype AND a.amoppurpose = 's'
         AND (a.amoprighttype = oc.opcintype OR m.amname NOT IN ('btree', 'hash'))
    JOIN pg_catalog.pg_operator o ON o.oid = a.amopopr
    JOIN pg_catalog.pg_proc p ON p.oid = o.oprcode
   WHERE NOT p.proleakproof AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
   GROUP BY 1, 2, 3 ORDER BY 1, 2, 3)sql";

}  // namespace

Result<std::vector<LeakyIndex>> read_leaky_indexes(pg::Connection& connection) {
  const Result<pg::Rows> rows = connection.query(leaky_operators);
  if (!rows) return within("reading the operators of indexes", rows.error());
  std::vector<LeakyIndex> found;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    found.push_back({{rows->string(i, 0), rows->string(i, 1)}, rows->string(i, 2), pg::parse_array(rows->text(i, 3))});
  }
  return found;
}

}  // namespace ringfence::compile
