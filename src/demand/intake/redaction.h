// What a publisher took away of a notice's addresses. Pure.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace ringfence::intake {

// An address that was read from `from` up to `to` is not whole: a mark of the publisher's, blackened letters, asterisks
// or dots that stand for the rest of it follow.
bool is_cut(std::string_view text, std::size_t from, std::size_t to);

// Marks that stand where a whole address was: alone on a line of a list of addresses, or behind words that lead to one.
// `begins` are the beginnings of the addresses that were found or are cut, in order.
std::vector<std::size_t> cut_whole(std::string_view text, const std::vector<std::size_t>& begins);

}  // namespace ringfence::intake
