// What whoever asks for withheld content is told (RFC 7725): who asked for it to be withheld, under which law, since
// when and until when, how to appeal; as a page for people and as JSON for programs, never cached. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/server.h"

namespace ringfence::http {

// One withholding that is in force for the viewer. Of a sealed order nothing is said but that it is there.
struct Withheld {
  bool sealed = false;
  std::string reason;    // "legal demand", "local law", "court order"
  std::string asked_by;  // the authority
  std::string law;
  std::string appeal;  // how to: a text or an address
  std::string since;   // ISO 8601
  std::optional<std::string> until;
};

// Who withholds it: what "blocked-by" names is the one who does it, not the one who asked (RFC 7725, 4).
struct Withholder {
  std::string platform;
  std::string ring;
  std::string operator_name;  // empty: the policy names none
};

// Whether a client that says this in Accept is shown a page: text/html before application/json, by its order and q.
bool wants_page(std::string_view accept);

// 451 where something is withheld; otherwise 200, which says that nothing is withheld for this viewer, not that there
// is such content. `what`: "post 42".
Answer content_answer(const std::string& what, const std::string& viewer, const std::vector<Withheld>& withheld,
                      const Withholder& by, bool page);
Answer withholder_answer(const Withholder& by, bool page);

// Where withholder_answer() is given.
inline constexpr std::string_view withholder_path = "/v1/withheld-by";

}  // namespace ringfence::http
