// The load that pgbench cannot make.
//   bench_clients connect URI SECONDS    connects and leaves, one after the other; prints how often it did
//   bench_clients idle URI CLIENTS       connects all, each reads one row; prints "ready", stays until its input ends
// 0: done. 1: a connection or a statement failed, and standard error says why. 2: wrong use.
#include <libpq-fe.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>
#include <vector>

namespace {

struct Finish {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
using Connection = std::unique_ptr<PGconn, Finish>;

Connection connect(const char* uri) {
  Connection made(PQconnectdb(uri));
  if (PQstatus(made.get()) == CONNECTION_OK) return made;
  std::fprintf(stderr, "%s", PQerrorMessage(made.get()));
  return nullptr;
}

bool read_one_row(PGconn* connection) {
  PGresult* result = PQexec(connection, "SELECT abalance FROM pgbench_accounts WHERE aid = 1");
  const bool read = PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 1;
  if (!read) std::fprintf(stderr, "%s", PQresultErrorMessage(result));
  PQclear(result);
  return read;
}

int connect_over_and_over(const char* uri, double seconds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  int connections = 0;
  for (; std::chrono::steady_clock::now() < end; ++connections) {
    if (!connect(uri)) return 1;
  }
  std::printf("%d\n", connections);
  return 0;
}

int stay_idle(const char* uri, int clients) {
  std::vector<Connection> open;
  for (int i = 0; i < clients; ++i) {
    open.push_back(connect(uri));
    if (!open.back() || !read_one_row(open.back().get())) return 1;
  }
  std::puts("ready");
  std::fflush(stdout);
  while (std::getchar() != EOF) {
  }
  return 0;
}

}  // namespace

int main(int count, char** values) {
  const std::string_view what = count == 4 ? values[1] : "";
  if (what == "connect") return connect_over_and_over(values[2], std::atof(values[3]));
  if (what == "idle") return stay_idle(values[2], std::atoi(values[3]));
  std::fputs("usage: bench_clients connect URI SECONDS | idle URI CLIENTS\n", stderr);
  return 2;
}
