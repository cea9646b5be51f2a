#include "gateway/session/own_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/ascii.h"
#include "base/limits.h"

namespace ringfence::gateway {

namespace {

Error invalid(std::string_view name, std::string_view value, std::string hint) {
  return {fmt::format("invalid value for parameter \"{}\": \"{}\"", name, value), {}, std::move(hint), "22023"};
}

Result<bool> read_boolean(std::string_view name, const std::string& value) {
  const std::string lower = lower_ascii(value);
  if (lower == "on" || lower == "true" || lower == "yes" || lower == "1") return true;
  if (lower == "off" || lower == "false" || lower == "no" || lower == "0") return false;
  return invalid(name, value, "on or off");
}

Status check_purpose(const std::string& value, const policy::Service& service) {
  if (value.empty() || std::ranges::find(service.purposes, value) != service.purposes.end()) return {};
  return Error{fmt::format("service {} may not act for {}", service.name, value),
               {},
               fmt::format("its purposes are: {}", fmt::join(service.purposes, ", ")),
               "42501"};
}

Status check_viewer(const std::string& value, const policy::Policy& policy) {
  if (value.empty() || policy.home_of(value)) return {};
  return invalid("ringfence.viewer", value, "the ISO 3166 code of a jurisdiction, in capitals: DE, HK, US-CA");
}

Status assign(OwnValues& values, std::string_view name, const std::string& value, const policy::Service& service,
              const policy::Policy& policy) {
  if (value.size() > limits::own_setting_bytes) return invalid(name, value.substr(0, 40), "it is too long");
  if (name == "ringfence.purpose") {
    RINGFENCE_TRY(check_purpose(value, service));
    values.purpose = value;
  } else if (name == "ringfence.viewer") {
    RINGFENCE_TRY(check_viewer(value, policy));
    values.viewer = value;
  } else if (name == "ringfence.count_withheld") {
    auto read = read_boolean(name, value);
    if (!read) return read.error();
    values.count_withheld = *read;
  } else if (name == "ringfence.subject") {
    values.subject = value;
  } else {
    return Error{fmt::format("parameter \"{}\" cannot be changed", name), {}, {}, "55P02"};
  }
  return {};
}

void copy_one(OwnValues& to, const OwnValues& from, std::string_view name) {
  if (name == "ringfence.subject") to.subject = from.subject;
  if (name == "ringfence.purpose") to.purpose = from.purpose;
  if (name == "ringfence.viewer") to.viewer = from.viewer;
  if (name == "ringfence.count_withheld") to.count_withheld = from.count_withheld;
}

}  // namespace

void set_at_start(OwnValues& values, std::string_view name, const std::string& value) {
  if (name == "ringfence.subject") values.subject = value;
  if (name == "ringfence.purpose") values.purpose = value;
  if (name == "ringfence.viewer") values.viewer = value;
  if (name == "ringfence.count_withheld") values.count_withheld = value == "on";
}

Status OwnSettings::apply(const OwnSetting& setting, const policy::Service& service, const policy::Policy& policy,
                          bool in_transaction) {
  OwnValues values = now_;
  if (setting.value && setting.what == policy::SettingUse::Do::set) {
    RINGFENCE_TRY(assign(values, setting.name, *setting.value, service, policy));
  } else {
    copy_one(values, start_, setting.name);
  }
  // Outside a transaction PostgreSQL's SET LOCAL has no effect either.
  if (setting.local && !in_transaction) return {};
  if (in_transaction && !open_) {
    before_ = kept_ = now_;
    open_ = true;
  }
  if (!setting.local) copy_one(in_transaction ? kept_ : now_, values, setting.name);
  now_ = std::move(values);
  return {};
}

std::string OwnSettings::shown(std::string_view name) const {
  if (name == "ringfence.subject") return now_.subject;
  if (name == "ringfence.purpose") return now_.purpose;
  if (name == "ringfence.viewer") return now_.viewer;
  return now_.count_withheld ? "on" : "off";
}

// The innermost of that name.
std::vector<OwnSettings::Savepoint>::iterator OwnSettings::find(const std::string& name) {
  const auto found = std::ranges::find(savepoints_.rbegin(), savepoints_.rend(), name, &Savepoint::name);
  return found == savepoints_.rend() ? savepoints_.end() : std::prev(found.base());
}

bool OwnSettings::takes_savepoint() const {
  return savepoints_.size() < limits::savepoints;
}

void OwnSettings::savepoint(const std::string& name) {
  const Savepoint made = here(name);
  if (!savepoints_.empty()) {
    Savepoint& last = savepoints_.back();
    const bool same = last.name == name && last.now == made.now && last.kept == made.kept &&
                      last.before == made.before && last.open == made.open;
    if (same) {
      ++last.times;
      return;
    }
  }
  savepoints_.push_back(made);
}

void OwnSettings::release(const std::string& name) {
  const auto found = find(name);
  if (found == savepoints_.end()) return;
  savepoints_.erase(std::next(found), savepoints_.end());
  if (--savepoints_.back().times == 0) savepoints_.pop_back();
}

void OwnSettings::roll_back_to(const std::string& name) {
  const auto found = find(name);
  if (found == savepoints_.end()) return;
  savepoints_.erase(std::next(found), savepoints_.end());
  now_ = found->now;
  kept_ = found->kept;
  before_ = found->before;
  open_ = found->open;
}

void OwnSettings::end(bool committed) {
  savepoints_.clear();
  if (!open_) return;
  now_ = committed ? kept_ : before_;
  open_ = false;
}

void OwnSettings::reset() {
  now_ = kept_ = start_;
  open_ = false;
  savepoints_.clear();
}

}  // namespace ringfence::gateway
