// Reads the members of what somebody sent, one after the other; the first that is wrong is remembered, and what was
// never asked for is too much. For this folder only.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "demand/case/says.h"

namespace ringfence::demand {

class Members {
 public:
  // `of`: of what, for errors: "says".
  Members(const json::object& object, std::string of) : object_(object), of_(std::move(of)) {}

  enum class Need { required, optional };
  std::string text(const char* name, Need need = Need::optional);
  std::optional<std::uint64_t> number(const char* name, Need need = Need::optional);
  bool flag(const char* name);
  std::vector<std::string> texts(const char* name);
  std::vector<Named> names(const char* name);  // [{"table": "person", "key": "42"}]
  const json::object* object(const char* name, Need need = Need::optional);

  // 22023: what was wrong first, else what is not known.
  [[nodiscard]] Status finish() const;

 private:
  const json::value* find(const char* name, Need need);
  void wrong(const char* name, const char* what);

  const json::object& object_;
  std::string of_;
  std::set<std::string> asked_;
  std::optional<Error> error_;
};

}  // namespace ringfence::demand
