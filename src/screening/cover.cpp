#include "screening/cover.h"

#include <span>
#include <unordered_map>

#include "screening/heard.h"
#include "screening/implied.h"
#include "screening/sound.h"

namespace ringfence::screening {

namespace {

constexpr double most_unfound = 0.9, share_of_country = 0.3;

struct Target {
  const Atom* atom;
  std::size_t unit;
  bool joined;
  bool is_usual;  // what the word means first of all: only that may be taken for something near it
};

class Coverer {
 public:
  Coverer(const Name& name, const Name& in, bool across, const Rarity& rarity, const Lexicon& lexicon)
      : name_(name), in_(in), across_(across), rarity_(rarity), lexicon_(lexicon) {
    for (std::size_t i = 0; i < in.units.size(); ++i) {
      if (in.units[i].role == Role::filler || in.units[i].role == Role::tail) continue;
      const Unit& unit = in.units[i];
      for (const Meaning& meaning : unit.meanings) {
        const bool is_usual = is_first(unit, meaning);
        for (const Atom& atom : meaning.atoms) targets_.push_back({&atom, i, false, is_usual});
      }
    }
    for (const Joined& joined : in.joined) targets_.push_back({&joined.atom, joined.first, true, false});
  }

  Cover run() {
    Cover cover;
    for (const Unit& unit : name_.units) cover.units.push_back(cover_unit(unit));
    for (const Stretch& stretch : name_.stretches) cover_stretch(stretch, cover);
    cover_joined(cover);
    if (across_) lower_country(cover);
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

  [[nodiscard]] static bool is_first(const Unit& unit, const Meaning& meaning) {
    return unit.role != Role::form && &meaning == &unit.meanings.front();
  }

  Best best_for(const Atom& atom, bool is_usual) const {
    Best best;
    for (const Target& target : targets_) {
      Alike found = alike(atom, *target.atom, across_);
      if (found.how == Likeness::near && !(is_usual && target.is_usual)) continue;
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
        const Best match = best_for(atom, is_first(unit, meaning));
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
    if (best.alike == 0) best.how = Likeness::missing;
    return best;
  }

  // "Japan" is what an English name says of an organisation whose own is written in Japanese, or leaves out of it.
  void lower_country(Cover& cover) const {
    const std::string_view of_name = implied_country(name_), of_other = implied_country(in_);
    for (std::size_t i = 0; i < cover.units.size(); ++i) {
      const Unit& unit = name_.units[i];
      if (cover.units[i].alike >= 0.5 || unit.role != Role::word || unit.meanings.empty()) continue;
      const auto& atoms = unit.meanings.front().atoms;
      if (atoms.size() != 1 || atoms[0].text.empty()) continue;
      if (atoms[0].text == of_name || atoms[0].text == of_other) cover.units[i].weight *= share_of_country;
    }
  }

  struct Arc {
    std::size_t first = 0, length = 0;
    double alike = 0;
    std::size_t partner = 0;
  };

  // What each piece of the stretch sounds like in the other name.
  [[nodiscard]] std::vector<Arc> arcs_of(const Stretch& stretch) const {
    std::unordered_map<std::string, std::size_t> by_sound, by_skeleton;
    std::vector<const Target*> by_ear;
    for (const Target& target : targets_) {
      if (in_.units[target.unit].script != Script::latin || target.atom->sound.size() < 2) continue;
      if (lexicon_.weight(target.atom->text) < 0.3) continue;
      by_sound.try_emplace(target.atom->sound, target.unit);
      if (target.atom->heard.size() >= 3) by_ear.push_back(&target);
      if (!target.atom->skeleton.empty()) by_skeleton.try_emplace(target.atom->skeleton, target.unit);
    }
    std::vector<Arc> arcs;
    for (const Piece& piece : stretch.pieces) {
      Arc arc{piece.first, piece.length, 0, 0};
      const bool is_whole = piece.length == stretch.run.size();
      if (const auto same = by_sound.find(piece.sound);
          same != by_sound.end() && (piece.sound.size() >= 3 || is_whole)) {
        arc.alike = 0.95, arc.partner = same->second;
      } else if (const auto bones = by_skeleton.find(piece.skeleton);
                 !piece.skeleton.empty() && bones != by_skeleton.end()) {
        arc.alike = of_consonants(piece, stretch.run.size());
        arc.partner = bones->second;
      }
      for (std::size_t at = 0; arc.alike < 0.9 && !piece.heard.empty() && at < by_ear.size(); ++at) {
        const Alike heard = alike_by_ear(piece.heard, piece.key, Ear::east_asian, *by_ear[at]->atom);
        if (heard.value > arc.alike) arc.alike = heard.value, arc.partner = by_ear[at]->unit;
      }
      if (arc.alike > 0) arcs.push_back(arc);
    }
    return arcs;
  }
  static double of_consonants(const Piece& piece, std::size_t size) {
    if (piece.skeleton.size() >= 4) return 0.9;
    if (piece.skeleton.size() == 3) return 0.85;
    return piece.length * 2 >= size ? 0.72 : 0;
  }

  // Unknown characters count as many words as they are likely to be, and each piece that sounds like a word of the
  // other name covers its share of the units that it lies in.
  void cover_stretch(const Stretch& stretch, Cover& cover) const {
    const std::size_t size = stretch.run.size();
    const std::vector<Arc> arcs = arcs_of(stretch);
    std::vector<double> best(size + 1, 0.0);
    std::vector<const Arc*> last(size + 1, nullptr);
    std::vector<std::vector<const Arc*>> ends(size + 1);
    for (const Arc& arc : arcs) ends[arc.first + arc.length].push_back(&arc);
    for (std::size_t end = 1; end <= size; ++end) {
      best[end] = best[end - 1];
      for (const Arc* arc : ends[end]) {
        const double worth = best[arc->first] + arc->alike * static_cast<double>(arc->length);
        if (worth > best[end]) best[end] = worth, last[end] = arc;
      }
    }
    std::vector<const Arc*> on(size, nullptr);
    for (std::size_t end = size; end > 0;) {
      if (last[end] == nullptr) {
        --end;
        continue;
      }
      std::fill_n(on.begin() + static_cast<std::ptrdiff_t>(last[end]->first), last[end]->length, last[end]);
      end = last[end]->first;
    }
    std::size_t at = 0;
    for (std::size_t i = stretch.first; i < stretch.first + stretch.count; ++i) {
      const std::size_t length = name_.units[i].run.size();
      cover_unit_by_sound(name_.units[i], std::span(on).subspan(at, length), cover.units[i]);
      at += length;
    }
  }
  void cover_unit_by_sound(const Unit& unit, std::span<const Arc* const> on, Covered& covered) const {
    const auto size = static_cast<double>(on.size());
    const Script script = script_of(unit.run.front());
    const bool is_syllabic = script == Script::han || script == Script::hangul;
    const double weight = unit.share * std::clamp(size / (is_syllabic ? 2.0 : 4.0), 0.6, 3.0);
    if (!unit.is_looked_up) covered.weight = weight;
    double found = 0;
    const Arc* partner = nullptr;
    for (const Arc* arc : on) {
      if (arc == nullptr) continue;
      found += arc->alike;
      if (partner == nullptr) partner = arc;
    }
    if (partner == nullptr || found / size <= covered.alike) return;
    if (unit.is_looked_up && found / size < 0.5) return;
    covered = {found / size, weight, Likeness::sound, in_.units[partner->partner].written};
  }

  // "van der bilt" is found where the other name has "vanderbilt".
  void cover_joined(Cover& cover) const {
    for (const Joined& joined : name_.joined) {
      const Best match = best_for(joined.atom, false);
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
    for (const Stretch& stretch : in_.stretches) {
      const Unit& other = in_.units[stretch.first];
      std::unordered_map<std::string, double> sounds, skeletons;
      for (const Piece& piece : stretch.pieces) {
        if (piece.sound.size() >= 3 || piece.length == stretch.run.size()) sounds.try_emplace(piece.sound, 0.95);
        if (piece.skeleton.size() >= 3) skeletons.try_emplace(piece.skeleton, 0.85);
        if (piece.skeleton.size() == 2 && piece.length * 2 >= stretch.run.size())
          skeletons.try_emplace(piece.skeleton, 0.72);
      }
      for (std::size_t i = 0; i < name_.units.size(); ++i) {
        cover_sounded(name_.units[i], other, sounds, skeletons, cover.units[i]);
        cover_heard(name_.units[i], stretch, cover.units[i]);
      }
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
  void cover_heard(const Unit& unit, const Stretch& stretch, Covered& covered) const {
    if (unit.script != Script::latin || unit.role != Role::word || unit.meanings.empty() || covered.alike >= 0.9)
      return;
    const Atom& atom = unit.meanings.back().atoms[0];
    if (unit.meanings.back().atoms.size() != 1 || atom.heard.size() < 3 || lexicon_.weight(atom.text) < 0.3) return;
    for (const Piece& piece : stretch.pieces) {
      if (piece.heard.empty()) continue;
      const Alike heard = alike_by_ear(piece.heard, piece.key, Ear::east_asian, atom);
      if (heard.value > covered.alike) raise(covered, heard.value, in_.units[stretch.first]);
    }
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
