// Foreign servers, user mappings and foreign tables of world views. For transfers_changes.cpp only.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compile/postgres/transfers.h"

namespace ringfence::compile {

using Options = std::map<std::string, std::string>;

struct FoundForeign {
  bool has_extension = false;
  bool is_superuser = false;
  std::map<std::string, Options> servers;  // those named as ours
  std::map<std::pair<std::string, std::string>, std::optional<Options>>
      users;                                                 // server, role; nothing: not ours to see
  std::vector<std::pair<std::string, std::string>> granted;  // server, to whom
  struct Table {
    std::string server;
    std::string columns;
    Options options;
  };
  std::map<TableName, Table> tables;  // of world schemas
};
Result<FoundForeign> read_foreign(pg::Connection& connection);

// The extension, the servers and who is mapped there.
void compare_servers(const Transfers& wanted, const FoundForeign& found, ServiceChanges& into);

// The foreign tables of one world. Returns the views that went with one that had to be made anew.
std::vector<std::string> compare_foreign(const TransferRole& role, const FoundForeign& found, ServiceChanges& into);

}  // namespace ringfence::compile
