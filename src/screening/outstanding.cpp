#include "screening/outstanding.h"

#include <fmt/format.h>

#include <algorithm>

namespace ringfence::screening {

namespace {

// Chosen on the half of the data that may be looked at, but for the last, which both halves together need:
// docs/decisions/0018-screening.md.
constexpr double worth_of_distance = 0.95, most_distance = 0.28, outstanding_from = 0.72;
// Beside the best entry, by its score and by its standing.
constexpr double noise = 0.06, noise_across = 0.08;

void add_note(Score& score, const std::string& note) {
  score.note += score.note.empty() ? note : ", " + note;
}

bool is_outstanding(const std::vector<Hit>& by_standing) {
  const double best = by_standing.front().score.standing;
  const double distance = by_standing.size() > 1 ? best - by_standing[1].score.standing : most_distance;
  return best + worth_of_distance * std::min(distance, most_distance) >= outstanding_from;
}

void weigh_across(std::vector<Hit>& hits) {
  std::ranges::stable_sort(hits, std::ranges::greater(), [](const Hit& hit) { return hit.score.standing; });
  if (!is_outstanding(hits)) {
    for (Hit& hit : hits) hit.score.value = std::min(hit.score.value, just_clear);
    return;
  }
  const double enough = hits.front().score.standing - noise_across;
  std::erase_if(hits, [&](const Hit& hit) { return hit.score.standing < enough; });
  for (Hit& hit : hits) {
    if (hit.score.value >= review_from) continue;
    add_note(hit.score,
             fmt::format("{:.2f} by its words, but nothing else in the lists is nearly as alike", hit.score.value));
    hit.score.value = review_from;
  }
}

}  // namespace

void weigh_up(std::vector<Hit>& sorted) {
  // What is written in the partner's own script speaks for itself.
  const bool is_across =
      std::ranges::all_of(sorted, [](const Hit& hit) { return hit.score.is_across || hit.score.value < review_from; });
  if (is_across) return weigh_across(sorted);
  const double enough = sorted.front().score.value - noise;
  std::erase_if(sorted, [&](const Hit& hit) { return hit.score.value < enough; });
}

}  // namespace ringfence::screening
