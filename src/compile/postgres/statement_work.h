// The inside of analyse(): levels of a query, what stands in their FROM, and the facts that hold there.
// Used by statement*.cpp only.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "compile/postgres/statement.h"
#include "compile/postgres/statement_walk.h"

namespace ringfence::compile::work {

using policy::ProofValue;

inline constexpr std::string_view temporary_schema = "pg_temp";

// Every table has them, and no `*` stands for them.
inline constexpr std::array<std::string_view, 6> system_columns = {"ctid", "tableoid", "xmin", "xmax", "cmin", "cmax"};

// A table as a person would write it.
std::string shown(const TableName& name);

// What a column is known to be: a value, or, once a person was found by a look-up column, "the key of whoever that is".
struct Fact {
  ProofValue value;
  std::string lookup;
  std::string proved_by;
  std::size_t key_part = 0;  // with `lookup`: which column of that person's key it is
};
using Facts = std::map<std::string, Fact>;

// A column of one mention of a table. `selected`: its value came out of a sub-select within an expression, so that
// PostgreSQL may have it before it asks.
struct Origin {
  std::size_t source = 0;  // Source::number
  std::size_t use = 0;     // index into Analysis::tables
  std::string column;      // "*": some whose names are not known
  bool selected = false;
  auto operator<=>(const Origin&) const = default;
};
using Origins = std::set<Origin>;

// What the columns that a query gives out are made of.
struct Lineage {
  std::map<std::string, Origins> columns;  // those whose names are known
  Origins all;
};

// What an expression is made of.
struct Mentions {
  std::set<std::pair<std::size_t, std::string>> parts;  // columns, by Source::number; of 0: sub-selects
  Origins origins;
  bool subselect = false;
  int location = -1;
  [[nodiscard]] bool of_one_source() const { return parts.empty() || parts.begin()->first == parts.rbegin()->first; }
};

// One entry of a FROM list: a table, or something derived whose inside was looked at already.
struct Source {
  std::size_t number = 0;  // no other of the statement has it; from 1
  std::string alias;
  TableName name;  // of a table
  bool is_table = false;
  bool nullable = false;  // on the nullable side of an outer join
  policy::TableRole role = policy::TableRole::unknown;
  const policy::Table* rule = nullptr;
  const Placement* placement = nullptr;
  std::size_t use = 0;  // index into Analysis::tables
  int location = -1;
  std::set<std::string> columns;  // those that are known
  bool complete = false;          // `columns` are all there are
  Facts facts;
  bool held = false;                       // proven to be one subject's rows
  std::shared_ptr<const Lineage> lineage;  // of something derived; nothing: it gives out no column of a table
};

// Two columns that are equal in every row that counts. A fact may travel only to a side that the equality restricts:
// the ON of a LEFT JOIN says nothing about the rows of its left side.
struct Edge {
  Source* a;
  std::string a_column;
  Source* b;
  std::string b_column;
  bool to_a = true;
  bool to_b = true;
};

struct Derived {  // a WITH query or a subquery in FROM
  std::set<std::string> columns;
  bool complete = false;
  Facts facts;
  std::shared_ptr<const Lineage> lineage;
  // Of an entry of WITH RECURSIVE that was not looked at yet: whether something has named it before.
  std::shared_ptr<bool> named_early;
};

// A part of FROM that may use what WHERE proves: looked at after it. With the tables that it may name: ON may name
// those of its own join, LATERAL those to its left. Any other name is an outer query's, whatever stands beside it.
struct Deferred {
  const PgQuery__Node* part = nullptr;
  std::vector<Source*> visible;
  bool is_condition = false;
  Source* gives = nullptr;  // of LATERAL and functions: what it is a part of
  bool renames = false;     // that gives its columns other names
};

struct Level {
  Level* outer = nullptr;
  std::vector<std::unique_ptr<Source>> sources;
  std::map<std::string, Derived> with;
  std::vector<Edge> edges;
  std::vector<Deferred> deferred;
  std::vector<std::pair<Source*, std::string>> compared;  // by USING and NATURAL; "*": every column
  const std::vector<Source*>* visible = nullptr;          // of `sources`; nothing: all of them
  std::set<std::string> output_names;                     // may be meant by ORDER BY and GROUP BY
  [[nodiscard]] bool sees(const Source& source) const;
};

struct Resolved {
  Source* source = nullptr;         // set only where exactly one table can be meant
  std::vector<Source*> candidates;  // all that may be meant
  std::string column;
};

// Whether two values of the column are equal exactly where their texts are.
bool compares_as_text(const Source& source, const std::string& column);

class Analyser {
 public:
  Analyser(const policy::Policy& policy, const KnownDatabase& known) : policy_(policy), known_(known) {}
  policy::Analysis run(const PgQuery__Node& statement);

 private:
  // statement.cpp: kinds of statements
  void command(const PgQuery__Node& statement);
  void truncate(const PgQuery__TruncateStmt& statement);
  // statement_copy.cpp
  void copy(const PgQuery__CopyStmt& statement);
  void copy_rows(const PgQuery__CopyStmt& statement, const Source& source);
  bool copy_fields(const PgQuery__CopyStmt& statement, const Source& source, policy::CopyIn& rows);
  // statement_session.cpp
  bool session(const PgQuery__Node& statement);
  void set_variable(const PgQuery__VariableSetStmt& statement);
  void check_search_path(const std::optional<std::vector<std::string>>& schemas, int location);
  void check_setting(const policy::SettingUse& use, bool is_default, int location);
  void transaction(const PgQuery__TransactionStmt& statement);
  void discard(const PgQuery__DiscardStmt& statement);
  void declare(const PgQuery__DeclareCursorStmt& statement);
  void lock(const PgQuery__LockStmt& statement);
  // statement_temporary.cpp
  static bool is_temporary(const PgQuery__RangeVar& relation);
  bool names_temporary(const TableName& name) const;
  bool would_shadow(const std::string& name) const;
  void pin_for_temporary() { out_.session.pins = "a temporary table"; }
  void make_temporary(const PgQuery__RangeVar& relation, PgQuery__OnCommitAction at_commit);
  void own_constraints(std::size_t count, PgQuery__Node* const* nodes);
  void create(const PgQuery__CreateStmt& statement);
  void create_as(const PgQuery__CreateTableAsStmt& statement);
  bool drop(const PgQuery__DropStmt& statement);
  void pin_for_definition(const PgQuery__Node& statement);
  // statement_functions.cpp
  void function(const PgQuery__FuncCall& call, Level& level);
  void leave_behind(std::string_view function);
  static bool sets_once(const PgQuery__Node& statement);
  void set_config(const PgQuery__FuncCall& call, Level& level);
  std::optional<std::string> written_out(const PgQuery__Node& argument, Level& level);
  // statement_write.cpp
  void insert(const PgQuery__InsertStmt& statement, Level* outer);
  Source& changed_table(const PgQuery__RangeVar& relation, const PgQuery__WithClause* clause, std::size_t count,
                        PgQuery__Node* const* others, const PgQuery__Node* where, Level& level);
  void update(const PgQuery__UpdateStmt& statement, Level* outer);
  void remove(const PgQuery__DeleteStmt& statement, Level* outer);
  void insert_facts(const PgQuery__InsertStmt& statement, Source& target);
  static std::optional<Fact> inserted_value(const PgQuery__InsertStmt& statement, std::size_t column);
  void conflict(const PgQuery__InsertStmt& statement, Level& level, Source& target);
  bool conflicts_within_subject(const PgQuery__OnConflictClause& clause, Source& target) const;
  void assignments(std::size_t count, PgQuery__Node* const* targets, Level& level, Source& target);
  void hold_inserted(Source& target);
  // statement_query.cpp: SELECT and what it is made of
  Derived query(const PgQuery__Node& statement, Level* outer);
  Derived select(const PgQuery__SelectStmt& statement, Level* outer);
  Derived outputs(const PgQuery__SelectStmt& statement, Level& level);
  void with(const PgQuery__WithClause* clause, Level& level);
  void expressions(const PgQuery__SelectStmt& statement, Level& level);
  void expression(const PgQuery__Node& node, Level& level);
  void expression_list(std::size_t count, PgQuery__Node* const* nodes, Level& level);
  void check_operator(const PgQuery__AExpr& expression);
  // statement_from.cpp
  void from(const PgQuery__Node& item, Level& level, bool nullable, std::vector<Source*>& added);
  void join(const PgQuery__JoinExpr& join, Level& level, bool nullable, std::vector<Source*>& added);
  void join_condition(const PgQuery__JoinExpr& join, Level& level, const std::vector<Source*>& left,
                      const std::vector<Source*>& right);
  Source& table(const PgQuery__RangeVar& relation, Level& level, bool nullable);
  Source& derived(const PgQuery__Alias* alias, Derived inside, Level& level, bool nullable);
  void defer(const PgQuery__Node& part, Level& level);
  void look_at_deferred(Level& level);
  void subselect(const PgQuery__RangeSubselect& range, Level& level, bool nullable, std::vector<Source*>& added);
  std::string schema_of(const PgQuery__RangeVar& relation) const;
  std::string schema_behind(const std::string& view) const;
  void describe(Source& source);
  // statement_proof.cpp
  void condition(const PgQuery__Node* condition, Level& level, const std::vector<Source*>* only = nullptr);
  void equality(const walk::Equality& pair, Level& level, const std::vector<Source*>* only);
  void settle(Level& level);
  bool spread(Level& level);
  bool hold(Source& source, Level& level);
  void conclude(Source& source);
  std::vector<std::string> subject_columns(const Source& source) const;
  std::optional<TableName> root_of(const Source& source) const;
  // statement_origins.cpp: where values come from
  bool trace(std::size_t more);
  void add(const Origins& more, Origins& into);
  Origins origins_of(const Source& source, const std::string& column);
  void mention(const PgQuery__ColumnRef& reference, Level& level, Mentions& into);
  void mention(const PgQuery__Node& node, Level& level, Mentions& into);
  std::shared_ptr<const Lineage> lineage(const PgQuery__SelectStmt& statement, Level& level);
  void give_out(const PgQuery__ColumnRef& star, Level& level, Lineage& into);
  std::shared_ptr<const Lineage> united(const Derived& left, const Derived& right);
  // statement_carried.cpp: which of them may become part of a question
  void carry(const Origins& origins, int location, bool refers = false);
  bool is_key(const policy::TableUse& use, const std::string& column) const;
  void carry_outer(const PgQuery__ColumnRef& reference, Level& level);
  void carry_condition(const PgQuery__Node* condition, Level& level);
  bool are_key(const Origins& origins) const;
  void carry_equality(const walk::Equality& pair, Level& level);
  void carry_comparisons(const PgQuery__Node& part, Level& level);
  void carry_subselects(const PgQuery__Node& node, Level& level);
  void carry_by(const PgQuery__SelectStmt& statement, Level& level);
  static void compare_by_name(const PgQuery__JoinExpr& join, Level& level, const std::vector<Source*>& left,
                              const std::vector<Source*>& right);
  // statement_names.cpp
  Resolved resolve(const PgQuery__ColumnRef& reference, Level& level);
  static std::vector<std::pair<Source*, std::string>> meant(const PgQuery__ColumnRef& reference, Level& level);
  void mark(const PgQuery__ColumnRef& reference, Level& level);
  void mark_all(Source& source);
  void mark_column(Source& source, const std::string& column, int location);
  std::size_t use_of(Source& source);

  void doubt(std::string reason, int location) { out_.doubts.push_back({std::move(reason), place(location), {}}); }
  void opaque(std::string reason, int location) { out_.opaque.push_back({std::move(reason), place(location), {}}); }
  void forbid(std::string reason, int location, std::string hint);
  static unsigned place(int location) { return location < 0 ? 0U : static_cast<unsigned>(location) + 1U; }

  const policy::Policy& policy_;
  const KnownDatabase& known_;
  policy::Analysis out_;
  bool contradicted_ = false;
  std::size_t sources_ = 0;                                                     // made so far
  std::size_t traced_ = 0;                                                      // against limits::statement_origins
  std::map<std::pair<std::size_t, std::string>, std::size_t> carried_;          // where Analysis::carried has it
  std::map<const PgQuery__SubLink*, std::shared_ptr<const Lineage>> selected_;  // of sub-selects in expressions
  bool names_views_ = false;                                                    // tables by KnownDatabase::views
  bool names_others_ = false;                                                   // and others
  bool makes_table_ = false;  // that stays: a schema change, whatever rows go into it
};

}  // namespace ringfence::compile::work
