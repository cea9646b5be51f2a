// Restricted-party lists from the text of their files. Pure. The layouts are told apart by their headings:
//   csl            the US Consolidated Screening List's CSV
//   opensanctions  OpenSanctions' targets.simple.csv
//   sdn            OFAC's SDN.CSV, ALT.CSV and ADD.CSV, which have no headings; or tab-separated text with OFAC's
//   column names
// A row that cannot be read is an error with its place, and never left out silently.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "screening/entry.h"

namespace ringfence::screening {

// A part of an entry that stands in another file.
struct ElsewhereText {
  Place place;
  std::string text;
};

struct Lists {
  std::vector<ListFile> files;
  std::vector<Entry> entries;
  Diagnostics findings;
  std::size_t unread = 0;                                                        // rows
  std::map<std::string, std::vector<ElsewhereText>> sdn_aliases, sdn_addresses;  // by ent_num, until finish_lists()
};

// Reads one file into `lists`. OFAC's aliases and addresses go to the entries of the files before or after it.
void add_list(Lists& lists, const std::string& path, std::string_view text);
// After the last file: aliases and addresses whose entry is in no file are errors.
void finish_lists(Lists& lists);

}  // namespace ringfence::screening
