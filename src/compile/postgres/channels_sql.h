// What counts as a channel, as one query. For channels.cpp only.
//
// Relations of pg_catalog: all that everybody may read, but for those that only describe types and operators, which
// clients look up on every connection. Functions of pg_catalog: those that look at the server, its catalogue, other
// sessions or the outside, which by PostgreSQL's own naming begin with pg_, lo_, txid_ and the like; a function that
// computes from its arguments is none of them. New versions of PostgreSQL keep to these names, so theirs are closed
// too.
#pragma once

namespace ringfence::compile {

// $1 services at home, $2 those of them that migrate, $3 services at home elsewhere, $4 the comment of roles that were
// made for visits, also of services that the policy no longer has. {}: what is recorded as taken.
// kind, name, identity (as pg_identify_object tells it), privilege, PUBLIC has it, we may take it, roles at home
// without it.
inline constexpr const char* channels_sql = R"sql(
WITH taken AS ({}),
object AS (
  SELECT 'DATABASE' AS kind, pg_catalog.quote_ident(d.datname) AS name, 'database ' || d.datname AS identity,
         'TEMPORARY' AS privilege, COALESCE(d.datacl, pg_catalog.acldefault('d', d.datdba)) AS acl, d.datdba AS owner
    FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()
  UNION ALL
  SELECT 'SCHEMA', pg_catalog.quote_ident(n.nspname), 'schema ' || n.nspname, p.privilege,
         COALESCE(n.nspacl, pg_catalog.acldefault('n', n.nspowner)), n.nspowner
    FROM pg_catalog.pg_namespace n CROSS JOIN (VALUES ('USAGE'), ('CREATE')) AS p(privilege)
   WHERE n.nspname !~ '^(pg_|transfer_|world_|ringfence$)'
  UNION ALL
  SELECT 'LANGUAGE', pg_catalog.quote_ident(l.lanname), 'language ' || pg_catalog.quote_ident(l.lanname), 'USAGE',
         COALESCE(l.lanacl, pg_catalog.acldefault('l', l.lanowner)), l.lanowner
    FROM pg_catalog.pg_language l WHERE l.lanpltrusted
  UNION ALL
  SELECT 'TABLE', pg_catalog.format('pg_catalog.%I', c.relname), pg_catalog.format('table pg_catalog.%I', c.relname),
         'SELECT', COALESCE(c.relacl, pg_catalog.acldefault('r', c.relowner)), c.relowner
    FROM pg_catalog.pg_class c
   WHERE c.relnamespace = 'pg_catalog'::pg_catalog.regnamespace AND c.relkind IN ('r', 'v', 'm', 'p')
     AND c.relname !~ '^pg_(type|range|enum|operator|opclass|opfamily|amop|amproc|am|aggregate|cast|collation|conversion|language|namespace|ts_[a-z_]+|timezone_[a-z]+|extension|available_extension[a-z_]*)$'
  UNION ALL
  SELECT 'ROUTINE',
         pg_catalog.format('pg_catalog.%I(%s)', p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid)),
         i.type || ' ' || i.identity, 'EXECUTE', COALESCE(p.proacl, pg_catalog.acldefault('f', p.proowner)), p.proowner
    FROM pg_catalog.pg_proc p
   CROSS JOIN LATERAL pg_catalog.pg_identify_object('pg_catalog.pg_proc'::pg_catalog.regclass, p.oid, 0) AS i
   WHERE p.pronamespace = 'pg_catalog'::pg_catalog.regnamespace AND p.prokind IN ('f', 'w') AND p.provolatile <> 'i'
     AND (p.proname ~ '^(pg|lo|txid|binary_upgrade|brin_summarize|brin_desummarize|gin_clean)_|^lo(read|write)$|_to_xml|^has_.*_privilege$|_description$|^ts_(stat|rewrite)$'
          OR p.proname IN ('set_config', 'setseed', 'current_query', 'currtid2', 'mxid_age', 'row_security_active',
                           'to_regclass', 'to_regnamespace', 'to_regproc', 'to_regprocedure', 'to_regrole',
                           'inet_server_addr', 'inet_server_port')
          OR (p.proname = 'age' AND p.proargtypes[0] = 'pg_catalog.xid'::pg_catalog.regtype))
     AND p.proname NOT IN ('pg_typeof', 'pg_client_encoding', 'pg_char_to_encoding', 'pg_encoding_to_char',
                           'pg_collation_for', 'pg_backend_pid', 'pg_is_in_recovery')
     AND p.proname !~ '_(in|out|recv|send)$'
),
home AS (
  SELECT r.oid, r.rolname FROM pg_catalog.pg_roles r
   WHERE (r.rolname = 'pg_monitor' OR (NOT r.rolsuper AND r.rolname !~ '^(pg_|transfer_|world_|ringfence_transfer_|ringfence_world_)'))
     AND pg_catalog.shobj_description(r.oid, 'pg_authid') IS DISTINCT FROM $4
     AND r.rolname <> ALL ($3::pg_catalog.text[]) AND r.rolname <> ALL ($1::pg_catalog.text[] || $2::pg_catalog.text[])
  UNION ALL
  SELECT r.oid, s.name FROM pg_catalog.unnest($1::pg_catalog.text[] || $2::pg_catalog.text[]) AS s(name)
    LEFT JOIN pg_catalog.pg_roles r ON r.rolname = s.name
),
seen AS (
  SELECT o.*, EXISTS (SELECT FROM pg_catalog.aclexplode(o.acl) a WHERE a.grantee = 0 AND a.privilege_type = o.privilege)
         AS is_public,
         EXISTS (SELECT FROM taken t WHERE t.object = o.kind || ' ' || o.name AND t.privilege = o.privilege) AS is_taken
    FROM object o
),
told AS (
  SELECT s.kind, s.name, s.identity, s.privilege, s.is_public,
         pg_catalog.pg_has_role(s.owner, 'MEMBER') AS is_ours,
         ARRAY(SELECT h.rolname FROM home h
                WHERE NOT EXISTS (SELECT FROM pg_catalog.aclexplode(s.acl) a
                                   WHERE a.grantee = h.oid AND a.privilege_type = s.privilege)
                  AND (s.kind <> 'LANGUAGE' OR h.rolname <> ALL ($1::pg_catalog.text[]))
                ORDER BY 1) AS missing
    FROM seen s WHERE s.is_public OR s.is_taken
)
SELECT kind, name, identity, privilege, is_public, is_ours, missing FROM told
 WHERE is_public OR missing <> '{{}}' ORDER BY kind, privilege, name)sql";

}  // namespace ringfence::compile
