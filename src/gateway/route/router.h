// From a statement's text to its plan, by shape: parsed and decided once a shape. Design §7, "Which ring". Pure but for
// the day; for one thread. Closed: what cannot be parsed, proven or decided has a plan that refuses it and says why.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "compile/postgres/catalogue.h"
#include "compile/postgres/placement.h"
#include "compile/postgres/world_parts.h"
#include "gateway/route/declared.h"
#include "gateway/route/plan.h"
#include "gateway/route/said_anew.h"
#include "gateway/route/shape.h"
#include "gateway/route/shape_cache.h"
#include "policy/model.h"
#include "policy/shown_text.h"

namespace ringfence::gateway {

// What decisions rest on: replaced as a whole when the policy or the database's schema changes. Immutable.
struct Knowledge {
  policy::Policy policy;
  std::filesystem::path policy_file;   // that it was read from
  const policy::Ring* here = nullptr;  // in `policy`
  compile::Catalogue catalogue;
  compile::Placements placements;  // views into the two above
  compile::WorldParts world_parts;
  std::set<std::string> shown_views;  // compile::through_shown_view()
  std::string schema_signature;       // of the catalogue: another one means that it has to be read again
  bool keeps_ledger = false;          // this gateway: without one it carries no transfer
  policy::ShownText shown_policy;     // where there is one: what its entry tells of
  std::uint64_t generation = 0;       // grows by one with each
  std::string content_address;        // where /v1/content is asked, for notices; empty: nobody said
  [[nodiscard]] std::vector<const policy::Table*> subject_tables() const;    // in the policy's order: Whose::root
  [[nodiscard]] const policy::Table* subject_table(std::size_t root) const;  // null: there is none of that number
  [[nodiscard]] std::optional<std::size_t> root_of(const policy::TableName& subject_table) const;
};

struct Routed {
  std::shared_ptr<const Plan> plan;
  std::span<const Span> literals;  // of the text, for ValueFrom::literal; valid until the next call
  Declared declared;               // by the text's own comments
};

// The day, in UTC.
using Today = std::function<std::chrono::sys_days()>;
std::chrono::sys_days today_in_utc();

struct AskerHash {
  std::size_t operator()(const Asker& asker) const noexcept;
  KeyedHash text = KeyedHash::seeded();
};

class Router {
 public:
  explicit Router(std::shared_ptr<const Knowledge> knowledge, Today today = today_in_utc);
  Router(const Router&) = delete;
  Router& operator=(const Router&) = delete;

  // The plan of `text` for `asker`, whose service has to be one of the knowledge's policy. What the parser or a limit
  // refuses has a plan of one statement that says so (42601, with its position). An error is a comment's, or a viewer's
  // that is no code (22023). `temporary`: the session's temporary tables (KnownDatabase); with them, even with none of
  // them, a text is decided on its own, not by shape. A comment that declares a subject is as good as asker.declared;
  // purpose and viewer declared by a comment win over the asker's.
  Result<Routed> route(const Asker& asker, std::string_view text, const std::set<std::string>* temporary = nullptr);

  // SaidAnew::find(), by what is known now.
  const std::string* said_anew(std::string_view world, std::string_view text) {
    return said_anew_.find(*knowledge_, world, text);
  }

  void replace(std::shared_ptr<const Knowledge> knowledge);  // forgets every plan
  [[nodiscard]] const Knowledge& knowledge() const { return *knowledge_; }
  [[nodiscard]] const std::shared_ptr<const Knowledge>& shared_knowledge() const { return knowledge_; }
  // Another with other knowledge, and on another day: rules expire.
  [[nodiscard]] std::uint64_t generation() const;
  struct Figures {
    std::uint64_t hits = 0, misses = 0;  // by shape
    std::uint64_t unshaped = 0;          // decided on their own
    std::size_t cached = 0;
  };
  [[nodiscard]] Figures figures() const;
  // What is known by its shape, for people to look at: without literals and comments.
  struct Shape {
    const Asker* asker = nullptr;
    std::string text;
    std::uint64_t asked = 0;
    std::shared_ptr<const Plan> plan;  // null: each statement of this shape is decided on its own
  };
  // Those that were asked for most often, at most `most`. Valid until the next route().
  [[nodiscard]] std::vector<Shape> shapes(std::size_t most) const;

 private:
  // Null: statements of this shape are decided one by one.
  using Known = std::shared_ptr<const Plan>;
  struct Counted {
    Known plan;
    mutable std::uint64_t asked = 1;
  };

  Status find_plan(const Asker& asker, std::string_view text, const std::set<std::string>* temporary, Routed& routed);
  void forget();
  Result<std::uint64_t> number_of(const Asker& asker);
  Result<Declared> declared_by(std::string_view text, bool shaped) const;
  Known plan_of_shape(const Asker& asker);
  Known plan_of_text(const Asker& asker, std::string_view text, const std::set<std::string>* temporary) const;

  std::shared_ptr<const Knowledge> knowledge_;
  Today today_;
  std::chrono::sys_days day_;
  Shaper shaper_;
  ShapeCache<Counted> plans_;
  SaidAnew said_anew_;
  std::unordered_map<Asker, std::uint64_t, AskerHash> askers_;
  const std::pair<const Asker, std::uint64_t>* last_asker_ = nullptr;
  std::uint64_t asker_numbers_ = 0;
  Figures figures_;
};

}  // namespace ringfence::gateway
