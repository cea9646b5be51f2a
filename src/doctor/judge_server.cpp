// The ring's PostgreSQL: its version, how it keeps passwords and rows, what it writes into its log.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "doctor/judge.h"
#include "pg/connection.h"
#include "pg/quote.h"

namespace ringfence::doctor {

namespace {

using std::chrono::November;
using std::chrono::sys_days;

constexpr int oldest_major = 14;

// `needed`: CVE-2025-8713, by which planner statistics tell what row security and views hide (and CVE-2025-8714 and
// 8715 of pg_dump, which `split` uses). `advised`: the eleven of 2026-05-14. PostgreSQL's own release notes and
// versioning policy.
constexpr std::array<KnownMinors, 5> known = {{{14, 19, 23, sys_days(November / 12 / 2026)},
                                               {15, 14, 18, sys_days(November / 11 / 2027)},
                                               {16, 10, 14, sys_days(November / 9 / 2028)},
                                               {17, 6, 10, sys_days(November / 8 / 2029)},
                                               {18, 0, 4, sys_days(November / 14 / 2030)}}};

std::string parameter(const ServerFacts& server, const std::string& name) {
  const auto found = server.parameters.find(name);
  return found == server.parameters.end() ? "" : found->second;
}

Check judge_version(const ServerFacts& server, std::chrono::sys_seconds now) {
  const int major = server.version / 10000;
  const int minor = server.version % 10000;
  const std::string is = fmt::format("PostgreSQL {}.{}", major, minor);
  if (major < oldest_major) {
    return wrong("server-version", {}, fmt::format("{} is older than {}", is, oldest_major),
                 "nothing here is tested with it, and it gets no fixes any more",
                 "move the ring to a newer major version with pg_upgrade");
  }
  const KnownMinors* const minors = known_minors(major);
  if (minors == nullptr) return ok("server-version", {}, is + ", newer than what this program knows of");
  const auto install = [&](int wanted) {
    return fmt::format("install {}.{} or later (Debian: apt install --only-upgrade postgresql-{}), then restart it",
                       major, wanted, major);
  };
  if (minor < minors->needed) {
    return wrong("server-version", {}, fmt::format("{} is older than {}.{}", is, major, minors->needed),
                 "CVE-2025-8713: planner statistics tell a service what it may not read", install(minors->advised));
  }
  if (minor < minors->advised) {
    return warning("server-version", {}, fmt::format("{} is older than {}.{}", is, major, minors->advised),
                   "CVE-2026-6473 and ten others were mended on 2026-05-14, three of them grave",
                   install(minors->advised));
  }
  if (now >= minors->end) {
    return warning("server-version", {}, fmt::format("PostgreSQL {} gets no fixes any more", major),
                   "what is found in it from now on stays open",
                   "move the ring to a newer major version with pg_upgrade");
  }
  return ok("server-version", {}, is);
}

Check judge_encryption(const ServerFacts& server) {
  const std::string is = parameter(server, "password_encryption");
  if (is == "scram-sha-256") return ok("password-encryption", {}, is);
  return wrong("password-encryption", {}, fmt::format("password_encryption is {}", is),
               "a password that is set with it cannot be proven to the gateway, which takes SCRAM-SHA-256 alone",
               "ALTER SYSTEM SET password_encryption = 'scram-sha-256'; SELECT pg_reload_conf();");
}

Check judge_durability(const ServerFacts& server) {
  for (const char* name : {"fsync", "full_page_writes"}) {
    if (parameter(server, name) != "off") continue;
    return wrong("durability", {}, fmt::format("{} is off", name),
                 "a power cut can destroy the ring's rows, and there is no other copy of them",
                 fmt::format("ALTER SYSTEM SET {} = on; SELECT pg_reload_conf();", name));
  }
  if (parameter(server, "synchronous_commit") == "off") {
    return warning("durability", {}, "synchronous_commit is off", "a crash loses what was committed a moment before",
                   "ALTER SYSTEM SET synchronous_commit = on; SELECT pg_reload_conf();");
  }
  return ok("durability", {}, "fsync, full_page_writes and synchronous_commit are on");
}

Check judge_transport(const Facts& facts, const ServerFacts& server) {
  const std::string& wanted = facts.settings.server_tls;
  if (server.by_socket) return ok("server-tls", {}, "not needed: the gateway comes by a Unix socket");
  if (server.has_tls && wanted != "off") return ok("server-tls", {}, "the server has TLS, and the gateway uses it");
  const std::string mend = fmt::format(
      "give the server a certificate (ssl = on), and set tls = \"require\" under [server] in {}", facts.settings_file);
  if (!server.has_tls && wanted == "require") {
    return wrong("server-tls", {}, "the server has no TLS, and the settings require it",
                 "no service can be connected to the ring's database", mend);
  }
  return warning("server-tls", {}, "rows go between gateway and PostgreSQL in clear",
                 "whoever is on the network between the two reads them, unless both are on one machine", mend);
}

// What a session's statements are read by, other than it was judged by.
Check judge_overrides(const ServerFacts& server) {
  if (server.overrides.empty())
    return ok("role-settings", {}, "no service's statements are read otherwise than judged");
  std::string what;
  std::string mend;
  for (const ServerFacts::Override& one : server.overrides) {
    const std::string whose = one.role.empty() ? "everybody" : one.role;
    what += fmt::format("{}{} of {} is \"{}\"", what.empty() ? "" : ", ", one.name, whose, one.value);
    const std::string database = pg::quote_identifier(server.database);
    const std::string on = one.role.empty() ? (one.everywhere ? "ROLE ALL" : "DATABASE " + database)
                                            : "ROLE " + pg::quote_identifier(one.role) +
                                                  (one.everywhere ? "" : " IN DATABASE " + database);
    mend += fmt::format("{}ALTER {} RESET {};", mend.empty() ? "" : "\n", on, one.name);
  }
  return wrong("role-settings", {}, what,
               "PostgreSQL reads statements with it otherwise than the gateway that judged them", mend);
}

// Name, and the value with which nothing of a statement gets into the log.
struct Quiet {
  const char* name;
  const char* value;
  bool (*tells)(const std::string& value);
};
bool is_at_least_zero(const std::string& value) {
  return !value.empty() && !value.starts_with('-');
}
constexpr std::array<Quiet, 8> quiets = {
    {{"log_statement", "'none'", [](const std::string& value) { return value == "mod" || value == "all"; }},
     {"log_min_duration_statement", "-1", is_at_least_zero},
     {"log_min_duration_sample", "-1", is_at_least_zero},
     {"log_transaction_sample_rate", "0", [](const std::string& value) { return !value.empty() && value != "0"; }},
     {"log_min_error_statement", "panic", [](const std::string& value) { return !value.empty() && value != "panic"; }},
     {"log_error_verbosity", "terse", [](const std::string& value) { return !value.empty() && value != "terse"; }},
     {"log_parameter_max_length_on_error", "0",
      [](const std::string& value) { return !value.empty() && value != "0"; }},
     {"auto_explain.log_min_duration", "-1", is_at_least_zero}}};

}  // namespace

const KnownMinors* known_minors(int major) {
  const auto found = std::ranges::find(known, major, &KnownMinors::major);
  return found == known.end() ? nullptr : &*found;
}

void judge_server(const Facts& facts, Checks& checks) {
  if (facts.server_unreachable) {
    const std::string otherwise =
        fmt::format("start or free the server, or correct database = \"…\" in {}", facts.settings_file);
    checks.push_back(
        wrong("database", {}, facts.server_unreachable->message,
              "the gateway of a ring whose database it cannot reach serves nobody",
              fmt::format("try it: psql {}\n{}", shell_quoted(pg::without_password(facts.settings.database)),
                          facts.directory.empty() ? otherwise : start_command(facts))));
    return;
  }
  if (!facts.server) {
    checks.push_back(not_looked("database", {}, facts.server.because));
    return;
  }
  const ServerFacts& server = *facts.server;
  if (server.is_standby) {
    checks.push_back(wrong("database", {}, "the server that answers is a standby: nothing can be written there",
                           "statements that write fail, and nothing can be learned of other rings",
                           fmt::format("name the primary, or all hosts with target_session_attrs=read-write, in {}",
                                       facts.settings_file)));
  } else {
    checks.push_back(ok("database", {}, fmt::format("{} lets {} in", server.database, server.role)));
  }
  checks.push_back(judge_version(server, facts.now));
  checks.push_back(judge_encryption(server));
  checks.push_back(judge_durability(server));
  checks.push_back(judge_transport(facts, server));
  checks.push_back(judge_overrides(server));
}

void judge_log(const Facts& facts, Checks& checks) {
  if (!facts.server) {
    checks.push_back(not_looked("server-log", {}, facts.server.because));
    return;
  }
  std::string loud;
  std::string mend;
  for (const Quiet& quiet : quiets) {
    const std::string value = parameter(*facts.server, quiet.name);
    if (!quiet.tells(value)) continue;
    loud += fmt::format("{}{} = {}", loud.empty() ? "" : ", ", quiet.name, value);
    mend += fmt::format("ALTER SYSTEM SET {} = {};\n", quiet.name, quiet.value);
  }
  if (loud.empty()) {
    checks.push_back(ok("server-log", {}, "holds nothing of what statements carry"));
    return;
  }
  checks.push_back(warning("server-log", {}, loud,
                           "statements, or values of rows, of people get into the server's log, and with it to whoever "
                           "collects logs",
                           mend + "SELECT pg_reload_conf();"));
}

}  // namespace ringfence::doctor
