// What a demand to disclose asks of a ring's tables: which rows of which columns, and the rights that needs. Pure.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "compile/postgres/placement.h"
#include "demand/case/says.h"

namespace ringfence::demand {

struct Question {
  std::string name;  // of its files: "person", "app.person"
  std::vector<std::string> columns;
  std::string select;  // exactly the named subjects' rows, and these columns
};

struct Questions {
  std::vector<Question> tables;  // sorted by name
  // Columns that whoever asks has to read: those asked for, and those that say whose the rows are.
  std::map<policy::TableName, std::set<std::string>> rights;
};

// Fails where a table's rows are nobody's, or another kind of subject's than any account.
Result<Questions> questions(const Says& says, const compile::Placements& placements);

}  // namespace ringfence::demand
