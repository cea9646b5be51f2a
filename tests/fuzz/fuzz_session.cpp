// Anything in any order as what happens to two sessions that share two servers: messages of clients whole, cut or made
// up, what a server answers, errors of its own, nonsense, losses, homes, the pool, the end of the gateway. What must
// hold is in session_pair.cpp; and where bytes are cut makes no difference. The first byte says what the sessions are;
// then each event is a byte that says which and whose, and what it needs.
#include <cstdlib>

#include "session_pair.h"

namespace {

using namespace ringfence::gateway;
using namespace ringfence::gateway::testing;

const std::vector<std::string>& texts() {
  static const std::vector<std::string> all = {
      "SELECT 1",
      "SELECT first_name FROM person WHERE id = 42",
      "SELECT first_name FROM person WHERE id = 7",
      "BEGIN",
      "COMMIT",
      "ROLLBACK",
      "SAVEPOINT a",
      "ROLLBACK TO a",
      "SET TimeZone TO 'UTC'",
      "RESET TimeZone",
      "SET work_mem = '1MB'",
      "DISCARD ALL",
      "DEALLOCATE ALL",
      "DEALLOCATE s",
      "DEALLOCATE ringfence_1",
      "COPY tag TO STDOUT",
      "COPY photo FROM STDIN",
      "LISTEN news",
      "SET ringfence.viewer = 'DE'",
      "SET ringfence.subject = '42'; SELECT count(*) FROM person",
      "SHOW ringfence.viewer",
      "SELECT first_name FROM person",
      "SELECT FROM WHERE",
      "",
      "CREATE TEMP TABLE scratch (a int)",
      "DECLARE c CURSOR WITH HOLD FOR SELECT 1",
      "ROLLBACK AND CHAIN",
      "SELECT 1; SELECT 2",
  };
  return all;
}

const std::vector<std::string>& messages() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> made;
    for (const std::string& text : texts()) {
      made.push_back(query(text));
      for (const char* name : {"", "s", "t"}) made.push_back(parse(name, text));
    }
    made.push_back(parse("p", "SELECT first_name FROM person WHERE id = $1"));
    for (const char* portal : {"", "c"}) {
      for (const char* name : {"", "s", "t"}) made.push_back(testing::bind(portal, name));
      for (const char* value : {"42", "7", "x"}) made.push_back(testing::bind(portal, "p", {value}));
      made.push_back(execute(portal));
      made.push_back(describe(wire::Target::portal, portal));
      made.push_back(testing::close(wire::Target::portal, portal));
    }
    for (const char* name : {"", "s", "t", "p"}) {
      made.push_back(describe(wire::Target::statement, name));
      made.push_back(testing::close(wire::Target::statement, name));
    }
    for (const std::string& other :
         {testing::sync(), wire::encode(wire::Flush{}), wire::encode(wire::CopyData{"1\ta\n"}),
          wire::encode(wire::CopyDone{}), wire::encode(wire::CopyFail{"no"}), wire::encode(wire::Terminate{}),
          wire::encode(wire::FunctionCall{})}) {
      made.push_back(other);
    }
    return made;
  }();
  return all;
}

class Input {
 public:
  explicit Input(std::string_view bytes) : left_(bytes) {}
  [[nodiscard]] bool empty() const { return left_.empty(); }
  unsigned byte() {
    if (left_.empty()) return 0;
    const auto first = static_cast<unsigned char>(left_.front());
    left_.remove_prefix(1);
    return first;
  }
  std::string_view some() {
    const std::size_t size = std::min<std::size_t>(byte(), left_.size());
    const std::string_view taken = left_.substr(0, size);
    left_.remove_prefix(size);
    return taken;
  }

 private:
  std::string_view left_;
};

void happen(SessionPair& pair, Input& input, std::size_t piece) {
  const unsigned what = input.byte();
  const int client = (what & 1U) != 0 ? 1 : 0;
  switch ((what >> 1) % 16) {
    case 0:
    case 1:
    case 2:
      return pair.client_says(client, messages()[input.byte() % messages().size()], piece);
    case 3:
      return pair.client_says(client, testing::sync(), piece);
    case 4:
      return pair.server_answers(client, true, false, piece);
    case 5:
      return pair.server_answers(client, false, false, piece);
    case 6:
      return pair.server_answers(client, false, true, piece);
    case 7:
      return pair.server_lost(client);
    case 8:
      return pair.home_answer(client, (input.byte() & 1U) != 0);
    case 9:
      return pair.pool_answer(client, (input.byte() & 1U) != 0);
    case 10:
      return pair.pool_is_empty((input.byte() & 1U) != 0);
    case 11:
      return pair.pool_is_full((input.byte() & 1U) != 0);
    case 12:
      return pair.client_says(client, input.some(), piece);
    case 13:
      return pair.server_says(client, input.some(), piece);
    case 14:
      return pair.ends(client);
    default:
      return pair.leaves(client);
  }
}

std::string run(bool dedicated, std::string_view bytes, std::size_t piece) {
  SessionPair pair(dedicated);
  Input input(bytes);
  while (!input.empty()) happen(pair, input, piece);
  // What stands in a client's stream behind a COPY is out of place there, or not, by whether the COPY has failed by
  // then.
  std::string told = pair.copied_in() ? "" : pair.told();
  pair.finish();
  return told;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0 || size > 2000) return 0;
  const bool dedicated = (data[0] & 1U) != 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string whole = run(dedicated, bytes, std::string::npos);
  if (size < 400 && run(dedicated, bytes, 1) != whole) std::abort();
  return 0;
}
