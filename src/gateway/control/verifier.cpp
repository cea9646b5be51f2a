// The verifiers of those who log in, as the ring's own PostgreSQL has them.
#include "gateway/control/control_state.h"

namespace ringfence::gateway {

namespace {

constexpr const char* from_catalogue =
    "SELECT rolpassword FROM pg_catalog.pg_authid WHERE rolname = $1 AND rolcanlogin"
    " AND rolpassword LIKE 'SCRAM-SHA-256$%' AND (rolvaliduntil IS NULL OR rolvaliduntil > pg_catalog.now())";
constexpr const char* from_function = "SELECT ringfence.verifier($1::pg_catalog.name)";

constexpr std::string_view not_allowed = "42501";
constexpr std::string_view no_such_function = "42883";
constexpr std::string_view no_such_schema = "3F000";

Error no_way(Error error) {
  if (error.sqlstate == no_such_function || error.sqlstate == no_such_schema || error.sqlstate == not_allowed) {
    error.detail = "the gateway's role may read neither pg_authid nor call ringfence.verifier(name)";
    error.hint = "let it connect as a superuser, or have a superuser make that function";
  }
  return within("the verifier of a role", std::move(error));
}

}  // namespace

Result<std::optional<ScramVerifier>> Control::verifier(const std::string& role) {
  auto rows = state_->ask(from_catalogue, {role});
  if (!rows && rows.error().sqlstate == not_allowed) rows = state_->ask(from_function, {role});
  if (!rows) return no_way(rows.error());
  if (rows->size() == 0 || rows->is_null(0, 0)) return std::optional<ScramVerifier>();
  return parse_verifier(rows->text(0, 0));
}

}  // namespace ringfence::gateway
