// From a statement's text to its plan, by shape: parsed and decided once a shape. Design §7, "Which ring". Pure; for
// one thread. Closed: what cannot be parsed, proven or decided has a plan that refuses it and says why.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "compile/postgres/catalogue.h"
#include "compile/postgres/placement.h"
#include "gateway/route/declared.h"
#include "gateway/route/plan.h"
#include "gateway/route/shape.h"
#include "gateway/route/shape_cache.h"
#include "policy/model.h"

namespace ringfence::gateway {

// What decisions rest on: replaced as a whole when the policy or the database's schema changes. Immutable.
struct Knowledge {
  policy::Policy policy;
  const policy::Ring* here = nullptr;  // in `policy`
  compile::Catalogue catalogue;
  compile::Placements placements;  // views into the two above
  std::string schema_signature;    // of the catalogue: another one means that it has to be read again
  std::uint64_t generation = 0;    // grows by one with each
  [[nodiscard]] std::vector<const policy::Table*> subject_tables() const;  // in the policy's order: Whose::root
};

struct Routed {
  std::shared_ptr<const Plan> plan;
  std::span<const Span> literals;  // of the text, for ValueFrom::literal; valid until the next call
  Declared declared;               // by the text's own comments
};

class Router {
 public:
  explicit Router(std::shared_ptr<const Knowledge> knowledge);

  // The plan of `text` for `asker`. An error is PostgreSQL's own (42601, with its position as the detail says) or a
  // limit's, or a comment's (22023). `temporary`: the session's temporary tables (KnownDatabase); such a text is
  // decided on its own, not by shape. `asker.declared` is set here where a comment declares a subject; purpose and
  // viewer declared by a comment win over the asker's.
  Result<Routed> route(const Asker& asker, std::string_view text, const std::set<std::string>* temporary = nullptr);

  void replace(std::shared_ptr<const Knowledge> knowledge);  // forgets every plan
  [[nodiscard]] const Knowledge& knowledge() const { return *knowledge_; }
  [[nodiscard]] std::uint64_t generation() const { return knowledge_->generation; }
  struct Figures {
    std::uint64_t hits = 0, misses = 0, unshaped = 0;
    std::size_t cached = 0;
  };
  [[nodiscard]] Figures figures() const;

 private:
  std::shared_ptr<const Knowledge> knowledge_;
};

}  // namespace ringfence::gateway
