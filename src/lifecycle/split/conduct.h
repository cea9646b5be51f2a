// The stages of a split, each of which may have been interrupted before: fresh rings, rows, indexes, walls, sequences,
// verification. Every step commits what it did together with the record of it.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "compile/postgres/apply_objects.h"
#include "compile/postgres/transfers.h"
#include "lifecycle/split/split.h"
#include "lifecycle/split/state.h"
#include "lifecycle/split/survey.h"
#include "lifecycle/split/workers.h"

namespace ringfence::lifecycle {

class Conductor {
 public:
  Conductor(const policy::Policy& policy, const SplitOptions& options, const Survey& survey, SplitReport& report);

  // In this order. Any error leaves the rings as a later run can resume them.
  Status open_rings();  // locks, reads what each remembers, refuses what is not ours
  [[nodiscard]] bool has_finished() const;
  Status recall();  // the report of a split that has finished; the rings are their applications' by now
  Status build_schemas();
  Status load_rows();
  Status finish_tables();  // indexes, foreign keys, walls, triggers, sequences, materialized views, statistics
  Status verify();

 private:
  struct Ring {
    std::optional<pg::Connection> connection;  // holds conduct_lock
    RingState state;
    std::vector<compile::Object> walls;
    std::vector<std::string> roles_made;
  };

  Status open_ring_at(std::size_t ring);
  Status take_locks(std::size_t ring);
  Status refuse_foreign(std::size_t ring) const;
  Status start_over_if_needed();
  Status build_schema(std::size_t ring);
  void note_roles();
  [[nodiscard]] std::vector<compile::Object> walls_of(std::size_t ring, compile::Phase phase) const;
  [[nodiscard]] bool source_is_unwritten() const;  // since the snapshots that the rings remember
  Status recheck_loaded();
  Status reload_changed(const std::vector<std::string>& targets);
  Status run_for_rings(std::string_view label, const std::function<Status(Hands&, std::size_t)>& work);
  Status run_step(Hands& hands, std::size_t ring, const std::string& name,
                  const std::function<Status(pg::Connection&)>& work);
  Status run_statements(Hands& hands, std::size_t ring, const std::vector<compile::SqlStatement>& statements);
  Status make_indexes();
  Status validate_tables();
  Result<std::map<policy::TableName, std::vector<std::string>>> open_statements(std::size_t ring);
  Status make_walls(Hands& hands, std::size_t ring);
  Status make_sequences_disjoint(Hands& hands, std::size_t ring);
  Status refresh_views(Hands& hands, std::size_t ring);
  Status make_services(Hands& hands, std::size_t ring);
  Result<compile::ServiceChanges> make_readers(pg::Connection& connection, const policy::Ring& ring,
                                               const compile::Catalogue& catalogue,
                                               const compile::Placements& placements,
                                               const std::vector<compile::ServiceRole>& services);
  Status count_crossings();
  Status check_counts(std::vector<SplitTable>& given);
  std::vector<SplitTable> given_to_rings() const;
  Status read_rings(std::vector<SplitTable>& found);
  Status run(std::string_view label, std::vector<Task> tasks, std::uint64_t total, std::string_view detail);
  void say(const std::string& line) const;

  const policy::Policy& policy_;
  const SplitOptions& options_;
  const Survey& survey_;
  SplitReport& report_;
  Addresses addresses_;
  std::vector<Ring> rings_;
  std::vector<Chunk> chunks_;
  std::mutex notes_mutex_;  // of report_.notes, while rings are worked on side by side
};

}  // namespace ringfence::lifecycle
