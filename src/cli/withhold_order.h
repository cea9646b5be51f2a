// What is to be withheld, as it is typed and as the database takes it.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "pg/connection.h"
#include "policy/model.h"

namespace ringfence::cli {

struct WithholdOrder {
  std::string table;
  std::vector<std::string> keys;
  std::string keys_file;
  std::vector<std::string> jurisdictions;  // codes, once it is complete
  std::string reason;  // of an order that rests on a demand, likewise of the next two: empty, as the demand has it
  std::string asked_by;
  std::string law;
  std::string appeal;
  std::string starts;  // empty: at once
  std::string ends;    // empty: no end
  std::string demand;
  bool sealed = false;
};
void add_order_options(CLI::App& command, WithholdOrder& order);

// Reads the file of keys, spells groups out, checks table and dates. An error is wrong use.
Status complete(WithholdOrder& order, const policy::Policy& policy);

struct WithheldRow {
  std::string id;
  std::string key;
  bool marked = false;
};
// In the caller's transaction.
Result<std::vector<WithheldRow>> withhold(pg::Connection& connection, const WithholdOrder& order,
                                          const std::vector<std::string>& keys);

}  // namespace ringfence::cli
