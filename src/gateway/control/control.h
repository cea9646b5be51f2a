// What a gateway has to find out, by libpq, from its ring's database and from the other rings' gateways. Each call may
// block; one object a thread. Closed: what cannot be found out is an error, never an empty answer.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "gateway/control/peer_ledger.h"
#include "gateway/control/peer_transport.h"
#include "gateway/route/homes.h"
#include "gateway/route/router.h"
#include "gateway/session/scram.h"
#include "outbox/outbox.h"

namespace ringfence::gateway {

struct ControlSettings {
  std::filesystem::path policy_file;
  std::string ring;
  std::string database;            // libpq URI, of a role that may read pg_authid and the schema ringfence
  std::vector<PeerAddress> peers;  // every other ring's
  PeerTls tls;
  bool keeps_ledger = false;         // Knowledge::keeps_ledger
  std::uint64_t patience_ms = 3000;  // for a peer's answer
};

class Control {
 public:
  // `transport`: how peers are asked; nothing: by libpq.
  explicit Control(ControlSettings settings, std::unique_ptr<PeerTransport> transport = nullptr);
  ~Control();

  // Policy and catalogue, read anew. `previous`: the generation that is in use. An error leaves that one in use. Tables
  // of the policy that the database does not have (yet) are no error: nothing is known of them, and PostgreSQL itself
  // refuses what names them.
  Result<std::shared_ptr<const Knowledge>> load(std::uint64_t previous);
  // Cheap: whether Knowledge::schema_signature still holds.
  Result<std::string> schema_signature();

  // PostgreSQL's own SCRAM verifier of the role; nothing: there is no such role, it may not log in, or it has none that
  // is still valid. Read from pg_authid, or where that is not allowed from ringfence.verifier(name), which a superuser
  // makes (docs/peer-protocol.md has it).
  Result<std::optional<ScramVerifier>> verifier(const std::string& role);

  // Own directory first, then every peer at once. 08006 naming each ring that did not answer, where none of the others
  // knows the person. A person two rings claim: 23505, naming both.
  Result<HomeAnswer> find_home(const Knowledge& knowledge, const HomeQuestion& question);

  // Of many at once, by key and of one subject table, from the own directory alone: nothing where that does not know.
  Result<std::vector<std::optional<std::size_t>>> find_homes_here(const Knowledge& knowledge,
                                                                  const std::vector<HomeQuestion>& questions);

  // Homes by key that this ring's directory says, its own people's first, at most `most` in all. Each page is given to
  // `take` on this thread. An error: what was given before still holds.
  using TakeHomes = std::function<void(std::vector<KnownHome>)>;
  Status read_ahead(const Knowledge& knowledge, std::size_t most, const TakeHomes& take);

  // Takes over what every reachable peer's directory has learned since the last time; says how many entries came from
  // each. A conflict is kept out, and reported in `conflicts`.
  struct Pulled {
    std::string ring;
    Result<std::uint64_t> entries;
    std::vector<std::string> conflicts;
    std::vector<HomeQuestion> subjects;  // of the entries that were taken over, also where a later page failed
    bool all_subjects = true;            // false, and none of them: there were more than homes_forgotten_singly
    Pulled(std::string ring_, Result<std::uint64_t> entries_) : ring(std::move(ring_)), entries(std::move(entries_)) {}
  };
  std::vector<Pulled> pull(const Knowledge& knowledge);

  // What a peer's gateway asks of us over its connection, as the text of a simple query (docs/peer-protocol.md), and
  // what it is answered: rows of text. `asking` is the ring that its certificate names. 42501: not its business; 42601:
  // not in the protocol; 54000: too often (look-ups by hash are rate-limited a ring). `ledger`: null where there is
  // none, and questions about it are 55000.
  using PeerRows = gateway::PeerRows;
  Result<PeerRows> answer_peer(const Knowledge& knowledge, const std::string& asking, std::string_view text,
                               PeerLedger* ledger = nullptr);
  // PeerTransport::ask().
  Result<PeerRows> ask_peer(const Knowledge& knowledge, const std::string& ring, const std::string& text);

  // What waits in the database for the ledger, on record by `commit` (outbox.h).
  Result<outbox::Drained> drain_outbox(const outbox::Commit& commit);

  struct State;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace ringfence::gateway
