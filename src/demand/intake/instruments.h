// The laws, orders and decisions that a notice relies on. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "demand/intake/mapped.h"

namespace ringfence::intake {

struct Instrument {
  std::size_t from;  // in the folded text
  std::string name;  // "Federal Law No. 149-FZ, art. 15.1(7)", "Crimes Ordinance (Cap. 200), s. 71"
};

// In the order in which they are first named, each once. `folded` was made from `text`, whose capitals say where the
// name of a law begins.
std::vector<Instrument> find_instruments(std::string_view text, const Mapped& folded, std::string_view jurisdiction);

// Its parts, by where the law is from.
std::vector<Instrument> russian_instruments(std::string_view text, const Mapped& folded);
std::vector<Instrument> chinese_instruments(std::string_view folded);
std::vector<Instrument> general_instruments(std::string_view text, const Mapped& folded);

}  // namespace ringfence::intake
