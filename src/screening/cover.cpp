#include "screening/cover.h"

#include <unordered_map>

#include "screening/sound.h"

namespace ringfence::screening {

namespace {

constexpr double most_unfound = 0.9;

struct Target {
  const Atom* atom;
  std::size_t unit;
  bool joined;
};

class Coverer {
 public:
  Coverer(const Name& name, const Name& in, bool across, const Rarity& rarity, const Lexicon& lexicon)
      : name_(name), in_(in), across_(across), rarity_(rarity), lexicon_(lexicon) {
    for (std::size_t i = 0; i < in.units.size(); ++i) {
      if (in.units[i].role == Role::filler || in.units[i].role == Role::tail) continue;
      for (const Meaning& meaning : in.units[i].meanings) {
        for (const Atom& atom : meaning.atoms) targets_.push_back({&atom, i, false});
      }
    }
    for (const Joined& joined : in.joined) targets_.push_back({&joined.atom, joined.first, true});
  }

  Cover run() {
    Cover cover;
    for (const Unit& unit : name_.units) cover.units.push_back(cover_unit(unit));
    cover_joined(cover);
    for (std::size_t i = 0; i < cover.units.size(); ++i) {
      cover.weight += cover.units[i].weight;
      cover.found += cover.units[i].weight * cover.units[i].alike;
    }
    return cover;
  }

 private:
  struct Best {
    double alike = 0;
    Likeness how = Likeness::missing;
    std::size_t unit = 0;
    const Atom* target = nullptr;
  };

  Best best_for(const Atom& atom) const {
    Best best;
    for (const Target& target : targets_) {
      Alike found = alike(atom, *target.atom, across_, lexicon_);
      if (target.joined)
        found.how = found.value > (across_ ? 0.84 : 0.9) ? Likeness::joined : (found.value = 0, Likeness::missing);
      if (found.value > best.alike) best = {found.value, found.how, target.unit, target.atom};
    }
    return best;
  }

  [[nodiscard]] double weight_of(const Atom& atom) const {
    if (!atom.text.empty() && atom.text.size() == 1) return 0.3;
    return lexicon_.weight(atom.text) * rarity_(atom.text);
  }

  Covered cover_unit(const Unit& unit) const {
    if (unit.role == Role::filler || unit.role == Role::tail) return {};
    Covered best;
    bool first = true;
    for (const Meaning& meaning : unit.meanings) {
      Covered each;
      double found = 0;
      for (const Atom& atom : meaning.atoms) {
        const Best match = best_for(atom);
        double weight = weight_of(atom);
        // A slip of a common word weighs what the common word does.
        if (match.how == Likeness::spelling && match.target != nullptr)
          weight = std::min(weight, weight_of(*match.target));
        each.weight += weight;
        found += weight * match.alike;
        if (match.alike > 0 && (each.partner.empty() || each.how == Likeness::same)) {
          each.partner = in_.units[match.unit].written, each.how = match.how;
        }
      }
      if (each.weight > 0) each.alike = meaning.fidelity * found / each.weight;
      if (meaning.how == How::translated && each.how == Likeness::same && across_) each.how = Likeness::translated;
      if (first || each.alike > best.alike + 0.02) {
        // An unfound word counts what its usual meaning does.
        best = std::move(each);
      }
      first = false;
    }
    if (unit.role == Role::form) best.weight = 0;
    if (unit.role == Role::number) best.weight = 0.5 * unit.share;
    best.weight *= unit.share;
    // Which of its meanings an unfound word has is unknown; it is one word whatever it takes to explain it.
    if (unit.is_looked_up && best.alike < 0.5) best.weight = std::min(best.weight, most_unfound * unit.share);
    if (!unit.run.empty() && best.alike < 0.9) cover_run(unit, best);
    if (best.alike == 0) best.how = Likeness::missing;
    return best;
  }

  // Unknown characters count as many words as they are likely to be, and each stretch that sounds like a word of the
  // other name covers its share.
  void cover_run(const Unit& unit, Covered& covered) const {
    const std::size_t size = unit.run.size();
    const bool han = script_of(unit.run.front()) == Script::han;
    const double weight = unit.share * std::clamp(static_cast<double>(size) / (han ? 2.0 : 4.0), 0.6, 3.0);
    if (!unit.is_looked_up) covered.weight = weight;
    std::unordered_map<std::string, std::size_t> by_sound, by_skeleton;
    for (const Target& target : targets_) {
      if (in_.units[target.unit].script != Script::latin || target.atom->sound.size() < 2) continue;
      if (lexicon_.weight(target.atom->text) < 0.3) continue;
      by_sound.try_emplace(target.atom->sound, target.unit);
      if (!target.atom->skeleton.empty()) by_skeleton.try_emplace(target.atom->skeleton, target.unit);
    }
    std::vector<double> best(size + 1, 0.0);
    std::vector<std::vector<std::pair<std::size_t, double>>> ends(size + 1);
    std::size_t partner = in_.units.size();
    for (const Piece& piece : pieces_of(unit.run, lexicon_)) {
      double alike = 0;
      auto found = by_sound.find(piece.sound);
      if (found != by_sound.end() && (piece.sound.size() >= 3 || piece.length == size)) {
        alike = 0.95;
      } else if (!piece.skeleton.empty() && (found = by_skeleton.find(piece.skeleton)) != by_skeleton.end()) {
        alike = piece.skeleton.size() >= 4   ? 0.9
                : piece.skeleton.size() == 3 ? 0.85
                : piece.length * 2 >= size   ? 0.72
                                             : 0;
      }
      if (alike == 0) continue;
      ends[piece.first + piece.length].emplace_back(piece.first, alike);
      if (partner == in_.units.size()) partner = found->second;
    }
    for (std::size_t end = 1; end <= size; ++end) {
      best[end] = best[end - 1];
      for (const auto& [begin, alike] : ends[end]) {
        best[end] = std::max(best[end], best[begin] + alike * static_cast<double>(end - begin));
      }
    }
    const double share = best[size] / static_cast<double>(size);
    if (share <= covered.alike) return;
    covered.alike = share;
    covered.weight = weight;
    covered.how = Likeness::sound;
    if (partner < in_.units.size()) covered.partner = in_.units[partner].written;
  }

  // "van der bilt" is found where the other name has "vanderbilt".
  void cover_joined(Cover& cover) const {
    for (const Joined& joined : name_.joined) {
      const Best match = best_for(joined.atom);
      if (match.alike < (across_ ? 0.84 : 0.91) || match.how == Likeness::initial) continue;
      for (std::size_t i = joined.first; i < joined.first + joined.count; ++i) {
        if (cover.units[i].alike >= match.alike || name_.units[i].role == Role::form) continue;
        cover.units[i].alike = match.alike;
        cover.units[i].how = Likeness::joined;
        cover.units[i].partner = in_.units[match.unit].written;
      }
    }
    cover_sounded(cover);
  }

  // The other way round: a word that a stretch of the other name's unknown characters sounds like.
  void cover_sounded(Cover& cover) const {
    for (const Unit& other : in_.units) {
      if (other.run.empty()) continue;
      std::unordered_map<std::string, double> sounds, skeletons;
      for (const Piece& piece : pieces_of(other.run, lexicon_)) {
        if (piece.sound.size() >= 3 || piece.length == other.run.size()) sounds.try_emplace(piece.sound, 0.95);
        if (piece.skeleton.size() >= 3) skeletons.try_emplace(piece.skeleton, 0.85);
        if (piece.skeleton.size() == 2 && piece.length * 2 >= other.run.size())
          skeletons.try_emplace(piece.skeleton, 0.72);
      }
      for (std::size_t i = 0; i < name_.units.size(); ++i)
        cover_sounded(name_.units[i], other, sounds, skeletons, cover.units[i]);
      for (const Joined& joined : name_.joined) {
        if (!sounds.contains(joined.atom.sound)) continue;
        for (std::size_t i = joined.first; i < joined.first + joined.count; ++i) raise(cover.units[i], 0.95, other);
      }
    }
  }
  void cover_sounded(const Unit& unit, const Unit& other, const std::unordered_map<std::string, double>& sounds,
                     const std::unordered_map<std::string, double>& skeletons, Covered& covered) const {
    if (unit.script != Script::latin || unit.role != Role::word || unit.meanings.empty()) return;
    if (unit.meanings[0].atoms.size() != 1) return;
    const Atom& atom = unit.meanings[0].atoms[0];
    if (lexicon_.weight(atom.text) < 0.3) return;
    if (const auto found = sounds.find(atom.sound); found != sounds.end()) raise(covered, found->second, other);
    if (const auto found = skeletons.find(atom.skeleton); found != skeletons.end())
      raise(covered, found->second, other);
  }
  static void raise(Covered& covered, double alike, const Unit& other) {
    if (covered.alike >= alike) return;
    covered.alike = alike;
    covered.how = Likeness::sound;
    covered.partner = other.written;
  }

  const Name& name_;
  const Name& in_;
  bool across_;
  const Rarity& rarity_;
  const Lexicon& lexicon_;
  std::vector<Target> targets_;
};

}  // namespace

Cover cover(const Name& name, const Name& in, bool across, const Rarity& rarity, const Lexicon& lexicon) {
  return Coverer(name, in, across, rarity, lexicon).run();
}

}  // namespace ringfence::screening
