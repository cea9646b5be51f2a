#include "screening/outstanding.h"

#include <fmt/format.h>

#include <algorithm>

namespace ringfence::screening {

namespace {

// Chosen on the half of the data that may be looked at: docs/screening.md.
constexpr double across_noise = 0.06;
constexpr double alone_from = 0.8, worth_of_distance = 1.5, most_distance = 0.3, outstanding_from = 0.86,
                 least_in_both = 0.9;

// Words of the asked name that are in the listed one. A single word that sounds alike is chance.
std::size_t words_found(const Score& score) {
  return static_cast<std::size_t>(std::ranges::count_if(
      score.reasons, [](const Reason& each) { return !each.asked.empty() && each.alike >= 0.5 && each.weight > 0; }));
}

void add_note(Score& score, const std::string& note) {
  score.note += score.note.empty() ? note : ", " + note;
}

bool stands_out(const Score& best, double next) {
  const double distance = std::min(best.value - next, most_distance);
  return best.both >= least_in_both && words_found(best) >= 2 &&
         best.value + worth_of_distance * distance >= outstanding_from;
}

}  // namespace

void weigh_up(std::vector<Hit>& sorted) {
  Score& best = sorted.front().score;
  const double next = sorted.size() > 1 ? sorted[1].score.value : 0;
  if (best.is_across && best.value < alone_from) {
    if (!stands_out(best, next)) {
      for (Hit& hit : sorted) hit.score.value = std::min(hit.score.value, just_clear);
      return;
    }
    if (best.value < review_from) {
      add_note(best, fmt::format("{:.2f} by its words, but nothing else in the lists is nearly as alike", best.value));
      best.value = review_from;
    }
  }
  if (best.value < review_from) return;
  const double enough = best.value - across_noise;
  std::erase_if(sorted, [&](const Hit& hit) { return hit.score.value < enough; });
}

}  // namespace ringfence::screening
