#include "lifecycle/database.h"

#include <fmt/format.h>

#include <optional>

#include "lifecycle/database_uri.h"
#include "pg/quote.h"

namespace ringfence::lifecycle {

namespace {

constexpr int first_with_providers = 150000;
constexpr int first_with_one_locale_column = 170000;

struct Existing {
  DatabaseLocale locale;
  std::string owner;
};

Result<std::optional<Existing>> look_up(pg::Connection& server, const std::string& database) {
  const int version = server.server_version();
  const char* provider = version < first_with_providers ? "'c'" : "d.datlocprovider";
  const char* icu = version < first_with_providers           ? "''"
                    : version < first_with_one_locale_column ? "coalesce(d.daticulocale, '')"
                                                             : "coalesce(d.datlocale, '')";
  auto rows = server.query(
      fmt::format("SELECT pg_catalog.pg_encoding_to_char(d.encoding), d.datcollate, d.datctype, {}, {}, r.rolname "
                  "FROM pg_catalog.pg_database d JOIN pg_catalog.pg_roles r ON r.oid = d.datdba WHERE d.datname = $1",
                  provider, icu),
      {database});
  if (!rows) return rows.error();
  if (rows->size() == 0) return std::optional<Existing>();
  const std::string kind = rows->string(0, 3);
  return std::optional<Existing>(
      {{rows->string(0, 0), rows->string(0, 1), rows->string(0, 2), kind.empty() ? 'c' : kind[0], rows->string(0, 4)},
       rows->string(0, 5)});
}

// What of a user's is in the database: "12 relations, 3 functions"; empty for none.
Result<std::string> contents(pg::Connection& connection) {
  std::string found;
  for (const auto& [catalogue, space, what] : {std::array{"pg_class", "relnamespace", "relations"},
                                               {"pg_proc", "pronamespace", "functions"},
                                               {"pg_type", "typnamespace", "types"}}) {
    auto rows =
        connection.query(fmt::format("SELECT count(*) FROM pg_catalog.{0} o JOIN pg_catalog.pg_namespace n ON n.oid = "
                                     "o.{1} WHERE n.nspname !~ '^pg_' "
                                     "AND n.nspname <> 'information_schema' AND NOT EXISTS (SELECT FROM "
                                     "pg_catalog.pg_depend d WHERE d.objid = o.oid "
                                     "AND d.classid = 'pg_catalog.{0}'::pg_catalog.regclass AND d.deptype = 'e')",
                                     catalogue, space));
    if (!rows) return rows.error();
    if (rows->integer(0, 0) > 0) found += fmt::format("{}{} {}", found.empty() ? "" : ", ", rows->integer(0, 0), what);
  }
  return found;
}

std::string to_text(const DatabaseLocale& locale) {
  return fmt::format("{}, collation \"{}\", character type \"{}\", provider {}", locale.encoding, locale.collation,
                     locale.character_type, locale.provider == 'i' ? "ICU " + locale.icu_locale : "libc");
}

Status check_empty(const std::string& ring_uri, const std::string& database, const DatabaseLocale& is,
                   const DatabaseLocale& wanted) {
  auto connection = pg::Connection::open(ring_uri);
  if (!connection) return connection.error();
  auto held = contents(*connection);
  if (!held) return held.error();
  if (held->empty()) return {};
  return fail(
      fmt::format("database \"{}\" of the ring differs from the source in encoding or collation, and is not empty",
                  database),
      fmt::format("it has {}; the source has {}; it holds {}", to_text(is), to_text(wanted), *held),
      "give the ring an empty database; it is then made like the source");
}

}  // namespace

std::string create_options(const DatabaseLocale& locale, int server_version) {
  std::string options =
      fmt::format("TEMPLATE template0 ENCODING {} LC_COLLATE {} LC_CTYPE {}", pg::quote_literal(locale.encoding),
                  pg::quote_literal(locale.collation), pg::quote_literal(locale.character_type));
  if (locale.provider == 'i') options += " LOCALE_PROVIDER icu ICU_LOCALE " + pg::quote_literal(locale.icu_locale);
  if (locale.provider == 'c' && server_version >= first_with_providers) options += " LOCALE_PROVIDER libc";
  return options;
}

Result<DatabaseLocale> database_locale(pg::Connection& connection) {
  auto found = look_up(connection, connection.database());
  if (!found) return found.error();
  if (!*found) return fail(fmt::format("database \"{}\" is not in its own catalogue", connection.database()));
  return (*found)->locale;
}

Status make_like(const std::string& ring_uri, const DatabaseLocale& wanted) {
  const std::string database = pg::database_named_by(ring_uri);
  if (database.empty() || database == "postgres") {
    return fail("a ring's database must have a name of its own", "address: " + without_secret(ring_uri),
                "name one in the address that is not \"postgres\"");
  }
  // Where nothing has to be done, a server that lets us into no other database will do.
  if (auto connection = pg::Connection::open(ring_uri)) {
    if (auto locale = database_locale(*connection); locale && *locale == wanted) return {};
  }
  auto server = pg::Connection::open(with_database(ring_uri, "postgres"));
  if (!server) return server.error();
  auto existing = look_up(*server, database);
  if (!existing) return existing.error();
  if (*existing && (*existing)->locale == wanted) return {};
  if (*existing) RINGFENCE_TRY(check_empty(ring_uri, database, (*existing)->locale, wanted));
  // Made under another name first: where the server has no such locale, it says so and the old one is still there.
  const std::string name = pg::quote_identifier(database);
  const std::string fresh = pg::quote_identifier(pg::generated_name({database, "ringfence", "new"}));
  const std::string owner = *existing ? " OWNER " + pg::quote_identifier((*existing)->owner) : "";
  RINGFENCE_TRY(server->execute("DROP DATABASE IF EXISTS " + fresh));
  if (Status made = server->execute(
          fmt::format("CREATE DATABASE {} {}{}", fresh, create_options(wanted, server->server_version()), owner));
      !made) {
    Error error = within(fmt::format("could not make database \"{}\" like the source", database), made.error());
    error.hint = fmt::format(
        "where the ring's server has no such locale, install it there (Debian: apt install locales-all); where the "
        "role "
        "may not create databases, have it made empty: CREATE DATABASE {} {}",
        name, create_options(wanted, server->server_version()));
    return error;
  }
  // It is empty, but whoever is connected to it would keep it: the ring's gateway always is, and comes back by itself.
  RINGFENCE_TRY(server->execute(fmt::format("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)));
  return server->execute(fmt::format("ALTER DATABASE {} RENAME TO {}", fresh, name));
}

}  // namespace ringfence::lifecycle
