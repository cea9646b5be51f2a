// The rows that COPY … FROM STDIN brings: how they are written, and which of their fields say whose they are.
// PostgreSQL 15, COPY. A value: found by compile/postgres/statement_copy.cpp, gone by in gateway/copy.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "policy/model.h"

namespace ringfence::policy {

struct CopyIn {
  enum class Format { text, csv, binary };
  static constexpr std::uint32_t unread_type = ~std::uint32_t{0};  // no type has this pg_type.oid
  // One field that says whose a row is.
  struct Field {
    std::size_t place = 0;  // in the row, from 0
    std::string column;
    std::uint32_t type = unread_type;  // the column's, as pg_type.oid, where its values are read in binary
    bool force_null = false;
    bool force_not_null = false;
    bool operator==(const Field&) const = default;
  };

  Format format = Format::text;
  char delimiter = '\t';
  char quote = '"';   // of csv
  char escape = '"';  // likewise
  std::string null = "\\N";
  bool header = false;
  bool ascii_only = false;  // ENCODING is another than UTF8: what is not ASCII cannot be told
  std::size_t fields = 0;   // of each row
  TableName table;
  TableName root;              // the subject table
  bool new_subject = false;    // `subject` is the home column of a row of the subject table itself
  std::vector<Field> subject;  // of the key's columns, in order
  // Where a row rests whose subject is NULL; nothing: nowhere.
  std::optional<std::string> unowned_ring;
  bool operator==(const CopyIn&) const = default;
};

}  // namespace ringfence::policy
