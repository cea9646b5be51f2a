// What is filed or amended, as it is typed or sent, and what it says once it is read.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "demand/store/take.h"

namespace ringfence::demand {

struct Filing {
  Says says;                         // all that needs no reading: names, flags, accounts, items
  std::string kind;                  // disclose, preserve or withhold
  std::vector<std::string> columns;  // person.email, person.*
  std::string received, deadline;    // empty: now, and ten days or, of an emergency, eight hours
  std::string sealed_until, until;   // empty: none
};

// Kind, times and dates. 22023: one is none. Pure.
Result<Says> read_words(const Filing& filing, const std::string& ring, std::uint64_t now);

// The original, as it came: its name without folders, its digest, its bytes.
void attach(Wish& wish, const std::string& name, std::string bytes);

// What only the ring's database can say: columns, and keys as it writes them; of an amendment the document that the
// demand was filed with. `wish.says` is what read_words() made of the filing.
Status complete(pg::Connection& connection, const policy::Policy& policy, const Filing& filing, Wish& wish);

}  // namespace ringfence::demand
