// What a ring's Control finds out from its database and from its peers, whose own Controls answer in this process.
//   control_directories empty POLICY US       a database without tables
//   control_directories rings POLICY US EU ROW
#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <set>

#include "gateway/control/control.h"
#include "gateway/control/pair_key.h"
#include "gateway/control/peer_text.h"
#include "pg/connection.h"

namespace {

using namespace ringfence;
using namespace ringfence::gateway;

void must(bool holds, const std::string& what) {
  if (holds) return;
  fmt::print(stderr, "not so: {}\n", what);
  std::exit(1);
}

template <class T>
T value(Result<T> result, const std::string& what) {
  if (!result) must(false, what + ": " + to_text(result.error()));
  return std::move(*result);
}

void done(const Status& status, const std::string& what) {
  if (!status) must(false, what + ": " + to_text(status.error()));
}

class InProcess final : public PeerTransport {
 public:
  struct Answering {
    Control* control = nullptr;
    std::shared_ptr<const Knowledge> knowledge;
  };
  InProcess(std::string asking, std::map<std::string, Answering>& rings, std::set<std::string>& down)
      : asking_(std::move(asking)), rings_(rings), down_(down) {}
  Result<PeerRows> ask(const std::string& ring, const std::string& text) override {
    if (down_.contains(ring)) {
      Error error = fail("ring " + ring + " cannot be reached");
      error.sqlstate = "08006";
      return error;
    }
    Answering& answering = rings_.at(ring);
    return answering.control->answer_peer(*answering.knowledge, asking_, text);
  }

 private:
  std::string asking_;
  std::map<std::string, Answering>& rings_;
  std::set<std::string>& down_;
};

ControlSettings settings(const std::string& policy, const std::string& ring, const std::string& database) {
  ControlSettings made;
  made.policy_file = policy;
  made.ring = ring;
  made.database = database;
  return made;
}

class Rings {
 public:
  Rings(const std::string& policy, char** uris) {
    for (const char* name : {"us", "eu", "row"}) {
      const std::string ring = name;
      uris_[ring] = *uris++;
      asking_[ring] = std::make_unique<Control>(settings(policy, ring, uris_[ring]),
                                                std::make_unique<InProcess>(ring, answering_, down_));
      own_[ring] = std::make_unique<Control>(settings(policy, ring, uris_[ring]));
      const auto knowledge = value(own_[ring]->load(0), "load " + ring);
      answering_[ring] = {own_[ring].get(), knowledge};
      must(knowledge->generation == 1 && knowledge->here->name == ring, "what is known of ring " + ring);
    }
  }
  Control& control(const std::string& ring) { return *asking_[ring]; }
  const Knowledge& knowledge(const std::string& ring) { return *answering_[ring].knowledge; }
  pg::Connection connect(const std::string& ring) { return value(pg::Connection::open(uris_[ring]), ring); }
  void run(const std::string& ring, const std::string& sql) { done(connect(ring).execute(sql), sql); }
  std::set<std::string>& down() { return down_; }

  // The ring that `asking` finds; "nobody"; or the SQLSTATE and the message.
  std::string home(const std::string& asking, const HomeQuestion& question) {
    const auto answer = control(asking).find_home(knowledge(asking), question);
    if (!answer) return answer.error().sqlstate + " " + answer.error().message;
    return answer->ring ? knowledge(asking).policy.rings[*answer->ring].name : "nobody";
  }
  Control::Pulled pull(const std::string& asking, const std::string& from) {
    for (Control::Pulled& pulled : control(asking).pull(knowledge(asking))) {
      if (pulled.ring == from) return std::move(pulled);
    }
    must(false, "a pull from " + from);
    std::abort();
  }
  void pulls(const std::string& asking, const std::string& from, std::uint64_t entries, const std::string& when) {
    const Control::Pulled pulled = pull(asking, from);
    const std::uint64_t found = value(pulled.entries, when);
    must(found == entries, fmt::format("{}: {} entries pulled, not {}", when, found, entries));
  }

 private:
  std::map<std::string, std::string> uris_;
  std::map<std::string, InProcess::Answering> answering_;
  std::set<std::string> down_;
  std::map<std::string, std::unique_ptr<Control>> asking_, own_;
};

HomeQuestion person(const std::string& id) {
  return {0, "", {id}};
}
HomeQuestion by_email(const std::string& email) {
  return {0, "email", {email}};
}
HomeQuestion member(const std::string& club, const std::string& no) {
  return {1, "", {club, no}};
}

void same(const std::string& what, const std::string& found, const std::string& wanted) {
  must(found == wanted, fmt::format("{}: «{}», not «{}»", what, found, wanted));
}

void starts(const std::string& what, const std::string& found, const std::string& wanted) {
  must(found.starts_with(wanted), fmt::format("{}: «{}», not «{} …»", what, found, wanted));
}

void homes_by_key(Rings& rings) {
  same("at home here", rings.home("us", person("1")), "us");
  same("at home elsewhere, known since the split", rings.home("us", person("2")), "eu");
  same("a key of two columns", rings.home("us", member("chess, 'A'", "1")), "us");
  same("its namesake", rings.home("us", member("chess", "1")), "eu");
  starts("no value of the type", rings.home("us", person("one")), "22P02");
  same("nobody", rings.home("us", person("99")), "nobody");
  rings.run("eu",
            "INSERT INTO public.person VALUES (20, 'FR', 'dan@x.example'); INSERT INTO public.member VALUES ('O''K', "
            "7, 'FR')");
  same("not pulled yet", rings.home("us", person("20")), "eu");
  same("not pulled yet, with a quote", rings.home("us", member("O'K", "7")), "eu");
  rings.down() = {"row"};
  same("known by one, another down", rings.home("us", person("20")), "eu");
  same("nobody, and one did not say", rings.home("us", person("99")),
       "08006 ring row did not say where the subject is at home");
  rings.down() = {};
  rings.run("us", "DELETE FROM public.person WHERE id = 1");
  same("who has left is where he was", rings.home("us", person("1")), "us");
  rings.run("us", "INSERT INTO public.person VALUES (1, 'US', 'Ann@X.example')");
}

void homes_by_lookup(Rings& rings) {
  same("by e-mail, here", rings.home("us", by_email(" ann@x.EXAMPLE")), "us");
  starts("by e-mail without a key of the pair", rings.home("us", by_email("bodo@x.example")), "08006");
  const std::array<std::array<std::string, 2>, 3> pairs = {{{"us", "eu"}, {"us", "row"}, {"eu", "row"}}};
  for (const auto& [one, other] : pairs) {
    const std::string key = make_pair_key();
    for (int again = 0; again < 2; ++again) {
      auto there = rings.connect(one);
      done(install_pair_key(there, rings.knowledge(one), other, 1, key), "a key for " + one);
    }
    auto there = rings.connect(other);
    done(install_pair_key(there, rings.knowledge(other), one, 1, key), "a key for " + other);
  }
  auto us = rings.connect("us");
  const auto twice = install_pair_key(us, rings.knowledge("us"), "eu", 1, make_pair_key());
  must(!twice && twice.error().sqlstate == "42710", "another key of the same version is refused");
  same("by e-mail elsewhere, rows from before the key", rings.home("us", by_email("BODO@x.example")), "eu");
  same("by e-mail elsewhere, a row of late", rings.home("us", by_email("dan@x.example")), "eu");
  same("by e-mail, nobody", rings.home("us", by_email("nobody@x.example")), "nobody");
  rings.run("eu", "UPDATE public.person SET email = 'Dora@X.example' WHERE id = 20");
  same("the old address", rings.home("us", by_email("dan@x.example")), "nobody");
  same("the new one", rings.home("us", by_email("dora@x.example")), "eu");
  rings.run("eu", "INSERT INTO public.person VALUES (21, 'FR', 'eva@x.example')");
  same("a row after the key", rings.home("row", by_email("EVA@x.example")), "eu");
  rings.run("eu", "DELETE FROM public.person WHERE id = 21");
  same("nobody any more", rings.home("row", by_email("eva@x.example")), "nobody");
}

std::vector<std::string> read_ahead(Rings& rings, std::size_t most) {
  std::vector<std::string> read;
  const Knowledge& knowledge = rings.knowledge("us");
  done(rings.control("us").read_ahead(knowledge, most,
                                      [&](const std::vector<KnownHome>& homes) {
                                        for (const KnownHome& home : homes) {
                                          const auto& [root, lookup, values] = home.question;
                                          read.push_back(fmt::format("{}:{} {}", root, fmt::join(values, "|"),
                                                                     knowledge.policy.rings[home.ring].name));
                                          must(lookup.empty(), "read ahead by key only");
                                        }
                                      }),
       "read ahead");
  return read;
}

// Homes that are read ahead are those that a question finds; this ring's come first.
void reading_ahead(Rings& rings) {
  const auto all = read_ahead(rings, 1'000);
  must(std::ranges::find(all, "0:1 us") != all.end(), "a person at home here is read ahead");
  must(std::ranges::find(all, "0:2 eu") != all.end(), "so is one at home elsewhere");
  must(std::ranges::find(all, "1:chess, 'A'|1 us") != all.end(), "so is a key of two columns");
  const auto elsewhere = [](const std::string& one) { return !one.ends_with(" us"); };
  must(std::is_partitioned(all.begin(), all.end(), std::not_fn(elsewhere)), "this ring's people come first");
  const auto some = read_ahead(rings, 2);
  must(some.size() == 2 && std::ranges::none_of(some, elsewhere), "no more than asked for, and our own of them");
  must(read_ahead(rings, 0).empty(), "none where none are wanted");
}

void pulling(Rings& rings) {
  const Control::Pulled first = rings.pull("us", "eu");  // 2, 20, 21 who is gone, and two members
  must(value(first.entries, "first pull") == 5, "entries of the first pull");
  must(first.subjects.size() == 5 && std::ranges::find(first.subjects, person("20")) != first.subjects.end(),
       "a pull tells whose entries they were");
  rings.pulls("us", "eu", 0, "nothing new");
  auto late = rings.connect("eu");
  done(late.execute("BEGIN; INSERT INTO public.person VALUES (30, 'FR', NULL)"), "a transaction that stays open");
  rings.run("eu", "INSERT INTO public.person VALUES (31, 'FR', NULL)");
  rings.pulls("us", "eu", 0, "an open transaction holds back what began later");
  done(late.execute("COMMIT"), "commit");
  rings.pulls("us", "eu", 2, "both, once it has ended");
  rings.run("eu", "DELETE FROM public.person WHERE id = 31");
  rings.pulls("us", "eu", 1, "a tombstone");
  auto us = rings.connect("us");
  auto gone =
      value(us.query("SELECT key_1, ring FROM ringfence.directory_person WHERE gone IS NOT NULL AND key_1 = 31"),
            "tombstones");
  must(gone.size() == 1 && gone.text(0, 1) == "eu", "the tombstone has been taken over");
  rings.run("eu", "INSERT INTO public.person SELECT i, 'FR', NULL FROM generate_series(1000, 3500) i");
  rings.pulls("us", "eu", 2501, "several pages of one transaction");
  auto refused = us.execute("INSERT INTO public.person VALUES (1000, 'US', NULL)");
  must(!refused && refused.error().sqlstate == "23505", "who is at home elsewhere cannot be made here");
  rings.down() = {"eu"};
  const Control::Pulled silent = rings.pull("us", "eu");
  must(silent.all_subjects && silent.subjects.empty(), "who does not answer says nothing anew of anybody");
  must(!silent.entries && silent.entries.error().sqlstate == "08006", "a peer that is down");
  rings.down() = {};
}

void conflicts(Rings& rings) {
  rings.run("us", "INSERT INTO public.person VALUES (40, 'US', NULL)");
  rings.run("eu", "INSERT INTO public.person VALUES (40, 'FR', NULL)");
  starts("two claim one, seen from a third", rings.home("row", person("40")), "23505");
  const Control::Pulled pulled = rings.pull("us", "eu");
  (void)value(pulled.entries, "pull with a conflict");
  must(pulled.conflicts.size() == 1, "one conflict");
  same("conflict", pulled.conflicts.front(), "subject 40 of person is at home in ring us, and ring eu claims it");
  same("kept out", rings.home("us", person("40")), "us");
  auto us = rings.connect("us");
  const char* kept = "SELECT subject FROM ringfence.directory_conflict WHERE claimed_by = 'eu'";
  must(value(us.query(kept), kept).size() == 1, "kept for a person to decide");
  rings.run("eu", "DELETE FROM public.person WHERE id = 40");
  must(rings.pull("us", "eu").conflicts.empty(), "no conflict any more");
  must(value(us.query(kept), kept).size() == 0, "settled");
}

void answering(Rings& rings) {
  const auto state = [&](const std::string& asking, const std::string& text) {
    const auto answer = rings.control("eu").answer_peer(rings.knowledge("eu"), asking, text);
    return answer ? answer->tag : answer.error().sqlstate;
  };
  same("greeting", state("us", hello_text(rings.knowledge("us").policy.sha256)), "SELECT 1");
  same("no ring", state("mars", "HOME 'person' '1'"), "42501");
  same("ourselves", state("eu", "HOME 'person' '1'"), "42501");
  same("ourselves, asking who is there", state("eu", hello_text(std::string(64, 'a'))), "SELECT 1");
  same("not in the protocol", state("us", "SELECT 1"), "42601");
  same("no such table", state("us", "HOME 'post' '1'"), "42P01");
  same("another ring's person", state("us", "HOME 'person' '1'"), "SELECT 0");
  same("no such key", state("us", lookup_text("person", "email", 9, std::string(64, 'a'))), "22023");
  same("no such look-up", state("us", lookup_text("person", "id", 1, std::string(64, 'a'))), "42703");
  same("a position of nobody", state("us", pull_text("person", "x", 1)), "22023");
  same("another", state("us", pull_text("person", "x {1}", 1)), "22023");
  same("of a key that is none", state("us", pull_text("person", "1 {x}", 1)), "22P02");
  std::size_t refused = 0;
  for (int i = 0; i < 300; ++i) {
    refused += state("us", lookup_text("person", "email", 1, std::string(64, 'a'))) == "54000" ? 1 : 0;
  }
  must(refused > 50 && refused < 250, fmt::format("{} of 300 look-ups were too many", refused));
  same("another ring may still ask", state("row", lookup_text("person", "email", 1, std::string(64, 'a'))), "SELECT 0");
}

// Nobody accepts what the kernel has taken: such a peer is there, and says nothing.
void silence() {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  must(bind(listener, reinterpret_cast<sockaddr*>(&address), size) == 0 && listen(listener, 8) == 0 &&
           getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) == 0,
       "a socket that listens");
  const auto transport = libpq_transport({{"eu", "127.0.0.1", ntohs(address.sin_port)}}, {}, std::string(64, 'a'), 300);
  const auto began = std::chrono::steady_clock::now();
  const auto silent = transport->ask("eu", "HOME 'person' '1'");
  const auto took = std::chrono::steady_clock::now() - began;
  must(!silent && silent.error().sqlstate == "08006", "a silent peer is one that cannot be reached");
  must(took > std::chrono::milliseconds(250) && took < std::chrono::seconds(3), "and is not waited for any longer");
  close(listener);
  const auto refused = transport->ask("eu", "HOME 'person' '1'");
  must(!refused && refused.error().sqlstate == "08006", "nor can one that is not there");
  const auto unknown = transport->ask("row", "HOME 'person' '1'");
  must(!unknown && unknown.error().sqlstate == "08006", "nor one whose address nobody said");
}

void signature_and_verifiers(Rings& rings) {
  Control& us = rings.control("us");
  const auto signature = [&] { return value(us.schema_signature(), "signature"); };
  const std::string before = signature();
  same("as loaded", before, rings.knowledge("us").schema_signature);
  auto session = rings.connect("us");
  for (const char* no_change : {"CREATE TEMPORARY TABLE t (a int)", "INSERT INTO public.post VALUES (1, 1)", "ANALYZE",
                                "VACUUM", "VACUUM FREEZE", "TRUNCATE public.post"}) {
    done(session.execute(no_change), no_change);
  }
  same("after what changes no schema", signature(), before);
  rings.run("us", "ALTER TABLE public.person ADD COLUMN nick text");
  const std::string wider = signature();
  must(wider != before, "a column changes the signature");
  rings.run("us", "ALTER TABLE public.person DROP COLUMN nick");
  must(signature() != wider, "and so does its end");
  const auto again = value(us.load(7), "load again");
  must(again->generation == 8 && again->schema_signature == signature(), "the next generation");
  rings.run("us",
            "SET password_encryption = 'scram-sha-256'; CREATE ROLE web LOGIN PASSWORD 'secret';"
            "CREATE ROLE nobody NOLOGIN PASSWORD 'secret'; CREATE ROLE late LOGIN PASSWORD 'secret' VALID UNTIL "
            "'2020-01-01'; CREATE ROLE bare LOGIN");
  must(value(us.verifier("web"), "web").has_value(), "a verifier");
  for (const char* none : {"nobody", "late", "bare", "unheard"}) {
    must(!value(us.verifier(none), none).has_value(), fmt::format("no verifier of {}", none));
  }
  rings.run("us", "DROP ROLE web, nobody, late, bare");
}

}  // namespace

int main(int count, char** arguments) {
  const std::string what = count > 3 ? arguments[1] : "";
  if (what == "empty") {
    Control us(settings(arguments[2], "us", arguments[3]));
    const auto knowledge = value(us.load(0), "load an empty database");
    must(knowledge->catalogue.tables.empty() && knowledge->placements.tables.empty(), "nothing is known of it");
    const auto answer = us.find_home(*knowledge, person("1"));
    must(!answer && answer.error().sqlstate == "42P01", "its people cannot be asked for");
    return 0;
  }
  must(what == "rings" && count == 6, "called as the first lines say");
  Rings rings(arguments[2], arguments + 3);
  homes_by_key(rings);
  homes_by_lookup(rings);
  reading_ahead(rings);
  pulling(rings);
  conflicts(rings);
  answering(rings);
  silence();
  signature_and_verifiers(rings);
  return 0;
}
