// copy_rows: reads trials from standard input, a line each (the options of how_of(), in hexadecimal, and a file), and
// prints what RowScanner finds in the file, in the form that against_postgres makes of what PostgreSQL finds.
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>

#include "../unit/gateway/copy_rows.h"

namespace {

using ringfence::policy::CopyIn;

// csv? delimiter quote escape header? force_null force_not_null null
CopyIn how_of(std::istream& in) {
  int csv = 0;
  int header = 0;
  int delimiter = 0;
  int quote = 0;
  int escape = 0;
  int force_null = 0;
  int force_not_null = 0;
  std::string null;
  in >> csv >> delimiter >> quote >> escape >> header >> force_null >> force_not_null >> null;
  CopyIn how = ringfence::gateway::testing::copy_of(csv ? CopyIn::Format::csv : CopyIn::Format::text, {0, 1, 2}, 3);
  how.table.name = "t";
  how.delimiter = static_cast<char>(delimiter);
  how.quote = static_cast<char>(quote);
  how.escape = static_cast<char>(escape);
  how.header = header != 0;
  how.subject[0].force_null = force_null != 0;
  how.subject[0].force_not_null = force_not_null != 0;
  how.null = null == "-" ? "" : null;
  return how;
}

std::string hex(const std::string& text) {
  std::string digits;
  for (const char c : text) digits += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return digits;
}

void trial(const CopyIn& how, const std::string& data) {
  ringfence::gateway::RowScanner scanner(how);
  using Found = ringfence::gateway::RowScanner::Found;
  std::string_view left = data;
  std::string rows;
  Found found = Found::more;
  while (found != Found::broken) {
    found = scanner.next(left, true);
    left.remove_prefix(scanner.length());
    if (found == Found::row) {
      for (const auto& value : scanner.values()) rows += value ? hex(*value) + "|" : "NULL|";
      rows += "\n";
    }
    if (found == Found::end || found == Found::unread) break;
  }
  if (found == Found::broken) rows = scanner.error().message + "\n" + scanner.error().detail + "\n";
  std::cout << rows << "--\n";
}

}  // namespace

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream in(line);
    const CopyIn how = how_of(in);
    std::string file;
    in >> file;
    std::ifstream data(file, std::ios::binary);
    trial(how, std::string(std::istreambuf_iterator<char>(data), {}));
  }
}
