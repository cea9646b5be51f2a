/* pipeline APP_URI: libpq's pipeline mode, with an error in the middle of one of its segments. */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static PGconn* connection;
static int failed;

static void tried(const char* what, const char* error) {
  int version = PQlibVersion();
  printf("libpq | %d.%d | %s | %s%s\n", version / 10000, version % 10000, what, error ? "failed: " : "works", error ? error : "");
  failed |= error != NULL;
}

static int send(const char* sql, int value) {
  char text[16];
  const char* values[1] = {text};
  snprintf(text, sizeof text, "%d", value);
  return PQsendQueryParams(connection, sql, 1, NULL, values, NULL, NULL, 0);
}

/* The next result's status, and that it is followed by the end of its statement. */
static ExecStatusType next_status(char* value, size_t size) {
  PGresult* result = PQgetResult(connection);
  ExecStatusType status = PQresultStatus(result);
  if (value && status == PGRES_TUPLES_OK && PQntuples(result)) snprintf(value, size, "%s", PQgetvalue(result, 0, 0));
  PQclear(result);
  if (status != PGRES_PIPELINE_SYNC) PQclear(PQgetResult(connection));
  return status;
}

static const char* many(void) {
  char value[32];
  if (!PQenterPipelineMode(connection)) return "no pipeline mode";
  for (int i = 1; i <= 200; ++i)
    if (!send("SELECT person_id FROM account WHERE person_id = $1", i)) return PQerrorMessage(connection);
  if (!PQpipelineSync(connection)) return PQerrorMessage(connection);
  for (int i = 1; i <= 200; ++i)
    if (next_status(value, sizeof value) != PGRES_TUPLES_OK || atoi(value) != i) return "a row is missing";
  if (next_status(NULL, 0) != PGRES_PIPELINE_SYNC) return "no Sync";
  return PQexitPipelineMode(connection) ? NULL : PQerrorMessage(connection);
}

static const char* middle(void) {
  if (!PQenterPipelineMode(connection)) return "no pipeline mode";
  send("UPDATE account SET balance = balance + 1000000 WHERE person_id = $1", 20);
  send("INSERT INTO account (person_id) VALUES ($1)", 20);
  send("SELECT balance FROM account WHERE person_id = $1", 20);
  PQpipelineSync(connection);
  send("SELECT balance FROM account WHERE person_id = $1 AND balance < 1000000", 20);
  PQpipelineSync(connection);
  if (next_status(NULL, 0) != PGRES_COMMAND_OK) return "the first did not run";
  if (next_status(NULL, 0) != PGRES_FATAL_ERROR) return "the second was not refused";
  if (next_status(NULL, 0) != PGRES_PIPELINE_ABORTED) return "the third was not skipped";
  if (next_status(NULL, 0) != PGRES_PIPELINE_SYNC) return "no Sync";
  char value[32] = "";
  if (next_status(value, sizeof value) != PGRES_TUPLES_OK || !*value) return "the first was not rolled back";
  if (next_status(NULL, 0) != PGRES_PIPELINE_SYNC) return "no second Sync";
  return PQexitPipelineMode(connection) ? NULL : PQerrorMessage(connection);
}

static const char* flush(void) {
  char value[32] = "";
  if (!PQenterPipelineMode(connection)) return "no pipeline mode";
  send("SELECT person_id FROM account WHERE person_id = $1", 21);
  PQsendFlushRequest(connection);
  PQflush(connection);
  if (next_status(value, sizeof value) != PGRES_TUPLES_OK || atoi(value) != 21) return "no answer before Sync";
  PQpipelineSync(connection);
  if (next_status(NULL, 0) != PGRES_PIPELINE_SYNC) return "no Sync";
  return PQexitPipelineMode(connection) ? NULL : PQerrorMessage(connection);
}

static const char* single_rows(void) {
  int rows = 0;
  PQclear(PQexec(connection, "SET ringfence.viewer = 'US'"));
  if (!send("SELECT id FROM post WHERE author_id = $1", 22) || !PQsetSingleRowMode(connection)) return "no single-row mode";
  for (PGresult* result; (result = PQgetResult(connection)); PQclear(result)) rows += PQresultStatus(result) == PGRES_SINGLE_TUPLE;
  return rows == 5 ? NULL : "rows are missing";
}

int main(int count, char** arguments) {
  connection = PQconnectdb(count > 1 ? arguments[1] : "");
  if (PQstatus(connection) != CONNECTION_OK) {
    tried("connect", PQerrorMessage(connection));
    return 1;
  }
  tried("pipeline of 200 statements, one Sync", many());
  tried("an error in a pipeline rolls back up to its Sync, the next segment runs", middle());
  tried("Flush: answers before Sync", flush());
  tried("single-row mode", single_rows());
  PQfinish(connection);
  return failed;
}
