#include "screening/lists.h"

#include <gtest/gtest.h>

#include "screening/screen.h"

namespace ringfence::screening {
namespace {

const std::string csl =
    "source,entity_number,type,programs,name,addresses,start_date,alt_names,remarks,ids\n"
    "Entity List (EL) - Bureau of Industry and Security,,,,54th Institute,\"Beijing, CN; Tianjin, CN\",2001-05-14,"
    "\"CTI; and Observation Institute.\",,\n"
    "Specially Designated Nationals (SDN) - Treasury Department,12,Entity,NPWMD,GEFEST LLC,,,,\"(Linked To: TANGUN "
    "ARMY CORPORATION)\",\n"
    "Specially Designated Nationals (SDN) - Treasury Department,13,Entity,DPRK,TANGUN ARMY CORPORATION,,,,,\n";

Lists read(const std::string& text) {
  Lists lists;
  add_list(lists, "list.csv", text);
  finish_lists(lists);
  return lists;
}

TEST(Lists, read_the_consolidated_screening_list) {
  const Lists lists = read(csl);
  EXPECT_TRUE(lists.findings.empty());
  ASSERT_EQ(lists.entries.size(), 3u);
  EXPECT_EQ(lists.files[0].format, "csl");
  EXPECT_EQ(lists.files[0].sha256.size(), 64u);
  const Entry& first = lists.entries[0];
  EXPECT_TRUE(first.id.starts_with("EL-"));
  EXPECT_EQ(first.aliases, (std::vector<std::string>{"CTI", "Observation Institute."}));
  EXPECT_EQ(first.addresses.size(), 2u);
  EXPECT_EQ(lists.entries[1].id, "SDN-12");
  EXPECT_EQ(lists.entries[1].controlled_by, std::vector<std::string>{"TANGUN ARMY CORPORATION"});
}

TEST(Lists, read_opensanctions) {
  const Lists lists = read(
      "id,schema,name,aliases,birth_date,countries,addresses,identifiers,sanctions,phones,emails,dataset,first_seen,"
      "last_seen,last_change\n"
      "NK-1,Company,ПАО Сбербанк,Sberbank;Сбер,,ru,,7707083893,\"Block\",,,US OFAC SDN,2022-02-24,,\n");
  ASSERT_EQ(lists.entries.size(), 1u);
  EXPECT_EQ(lists.entries[0].id, "NK-1");
  EXPECT_EQ(lists.entries[0].aliases, (std::vector<std::string>{"Sberbank", "Сбер"}));
  EXPECT_EQ(lists.entries[0].list, "US OFAC SDN");
}

TEST(Lists, put_ofacs_files_together) {
  Lists lists;
  add_list(lists, "ALT.CSV", "36,12,\"aka\",\"AERO-CARIBBEAN\",-0- \n");
  add_list(lists, "SDN.CSV",
           "36,\"AEROCARIBBEAN AIRLINES\",-0- ,\"SDGT] [IFSR\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n\x1a");
  add_list(lists, "ADD.CSV", "36,25,-0- ,\"Havana\",\"Cuba\",-0- \n");
  finish_lists(lists);
  EXPECT_TRUE(lists.findings.empty());
  ASSERT_EQ(lists.entries.size(), 1u);
  EXPECT_EQ(lists.entries[0].programme, "SDGT; IFSR");
  EXPECT_EQ(lists.entries[0].aliases, std::vector<std::string>{"AERO-CARIBBEAN"});
  EXPECT_EQ(lists.entries[0].addresses, std::vector<std::string>{"Havana, Cuba"});
}

TEST(Lists, tell_each_row_that_cannot_be_read) {
  const Lists lists = read(csl + "too,few\nEntity List (EL) - X,,,,,,,,,\n");
  EXPECT_EQ(lists.entries.size(), 3u);
  EXPECT_EQ(lists.unread, 2u);
  const auto findings = lists.findings.sorted();
  ASSERT_EQ(findings.size(), 2u);
  EXPECT_EQ(findings[0].place.line, 5u);
  EXPECT_EQ(findings[1].message, "the row has no name");
}

TEST(Lists, miss_no_alias_without_an_entry) {
  Lists lists;
  add_list(lists, "ALT.CSV", "99,12,aka,LOST,-0-\n");
  finish_lists(lists);
  ASSERT_EQ(lists.findings.errors(), 1u);
  EXPECT_EQ(lists.unread, 1u);
}

TEST(Lists, refuse_what_they_do_not_know) {
  EXPECT_TRUE(read("a,b\n1,2\n").findings.has_errors());
  EXPECT_TRUE(read("").findings.has_errors());
  EXPECT_TRUE(read("source,name,alt_names\n\"open,x,y\n").findings.has_errors());
}

TEST(Control, is_read_from_remarks) {
  EXPECT_EQ(controllers_in("all offices; (Linked To: ROSTEC)"), std::vector<std::string>{"ROSTEC"});
  EXPECT_EQ(controllers_in("A subsidiary of the China Electronics (CEC) Group; else"),
            std::vector<std::string>{"China Electronics (CEC) Group"});
  EXPECT_TRUE(controllers_in("unlinked").empty());
}

TEST(Control, leads_up_the_chain_to_a_military) {
  Lists lists = read(csl);
  const Index index(lists.entries);
  const Screened screened = screen(index, lists.files, "Gefest LLC", {});
  ASSERT_FALSE(screened.findings.empty());
  ASSERT_EQ(screened.findings[0].chain.size(), 1u);
  EXPECT_EQ(screened.findings[0].chain[0].entry, "SDN-13");
  EXPECT_EQ(screened.findings[0].military, std::vector<std::string>{"army"});
}

TEST(Control, ends_where_owners_own_each_other) {
  Entry one, other;
  one.id = one.name = "Alfapribor", one.controlled_by = {"Betapribor"};
  other.id = other.name = "Betapribor", other.controlled_by = {"Alfapribor"};
  EXPECT_EQ(chain_above(Index({one, other}), 0).size(), 1u);
}

TEST(Military, is_seen_in_the_name_itself) {
  EXPECT_FALSE(military_words(take_apart("解放军陆军工程大学")).empty());
  EXPECT_FALSE(military_words(take_apart("Военная академия")).empty());
  EXPECT_TRUE(military_words(take_apart("Tsinghua University")).empty());
}

Decision decision_on(const Finding& finding, const std::string& what) {
  return {finding.key, "gefest  llc", finding.entry.id, finding.entry.name, finding.digest,
          what,        "A. Chen",     "another firm",   "2026-11-27"};
}

TEST(Decisions, survive_another_edition_of_the_list) {
  const Lists lists = read(csl);
  const Screened before = screen(Index(lists.entries), lists.files, "GEFEST LLC", {});
  const auto decisions = read_decisions(to_line(decision_on(before.findings[0], "false-positive")), "d.jsonl");
  ASSERT_TRUE(decisions.has_value());
  const Lists longer = read(csl + "Entity List (EL) - X,,,,SOMEBODY ELSE,,,,,\n");
  const Screened after = screen(Index(longer.entries), longer.files, "Gefest LLC", *decisions);
  EXPECT_EQ(after.findings[0].state, State::settled);
  EXPECT_EQ(after.verdict(), Verdict::clear);
  EXPECT_NE(after.findings[0].list_sha256, before.findings[0].list_sha256);
}

TEST(Decisions, are_asked_anew_where_the_entry_changed) {
  const Lists lists = read(csl);
  const Screened before = screen(Index(lists.entries), lists.files, "GEFEST LLC", {});
  const auto decisions = read_decisions(to_line(decision_on(before.findings[0], "false-positive")), "d.jsonl");
  std::string changed = csl;
  changed.replace(changed.find("NPWMD"), 5, "IRAN");
  const Lists newer = read(changed);
  const Screened after = screen(Index(newer.entries), newer.files, "GEFEST LLC", *decisions);
  EXPECT_EQ(after.findings[0].state, State::changed);
  EXPECT_EQ(after.verdict(), Verdict::match);
}

TEST(Decisions, that_are_not_understood_are_errors) {
  EXPECT_FALSE(read_decisions("{}\n", "d").has_value());
  EXPECT_FALSE(read_decisions("nonsense\n", "d").has_value());
  const Lists lists = read(csl);
  const Screened screened = screen(Index(lists.entries), lists.files, "GEFEST LLC", {});
  Decision forged = decision_on(screened.findings[0], "false-positive");
  forged.entry = "SDN-13";
  EXPECT_FALSE(read_decisions(to_line(forged), "d").has_value());
}

}  // namespace
}  // namespace ringfence::screening
