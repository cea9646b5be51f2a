// What names say. For this folder only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compile/postgres/propose.h"

namespace ringfence::compile::proposing {

using Words = std::vector<std::string>;

// "c_firstName2" -> c, first, name2; in small letters; Chinese and the like stay whole.
Words name_words(std::string_view name);
std::string singular(const std::string& word);
// A column's words without the prefix that nearly all columns of its table share ("up_user" -> user).
Words column_words(const Table& table, const Column& column);
bool has_word(const Words& words, std::initializer_list<std::string_view> any);

std::optional<std::string> personal_reason(const Table& table, const Column& column);
std::optional<std::string> sensitive_reason(const Table& table, const Column& column);
bool is_country_name(const Words& words);
bool is_text(const Column& column);
bool is_long_text(const Column& column);
bool is_time(const Column& column);
bool is_integer(const Column& column);

// Who did something to the row, not whose it is: updated_by, approved_by …
bool is_audit(const Words& words);
// 0: names nobody; higher: surer that the column holds whose row it is.
int ownership_rank(const Words& words, const Table& subject);

std::optional<std::string> code_of(const std::string& value);
bool is_iso_code(const std::string& value);

// Where table's rows belong, filled into `proposal.tables`.
void score_subjects(const Catalogue& catalogue, Proposal& proposal);
void find_home(const Catalogue& catalogue, const Samples& samples, Proposal& proposal);
void find_owners(const Catalogue& catalogue, const Samples& samples, Proposal& proposal);

}  // namespace ringfence::compile::proposing
