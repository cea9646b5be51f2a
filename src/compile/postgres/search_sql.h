// The functions of search, each the body of one in schema ringfence. For search.cpp only.
//
// Both make words alike, whatever language each is of: compatibility forms and case are folded, marks on Latin, Greek,
// Hebrew and Arabic letters are dropped. What is written without spaces (Chinese, Japanese, Thai …), Hangul and signs
// become pairs of neighbours, and the last one of a run stands alone: "深圳市" is 深圳 圳市 市, so that any one is the
// beginning of a pair or that last one. A run of n takes n places.
//
// Strings with backslashes are written E'': otherwise a session's standard_conforming_strings would decide what they
// are.
#pragma once

namespace ringfence::compile::building {

// {0}: runs, as a bracket expression has them. Makes words of `words`, divided by one space. Text of ASCII alone, most
// of what there is in some places, is spared the rest.
inline constexpr const char* search_normal = R"sql(
  IF octet_length(words) = length(words) THEN
    words := btrim(regexp_replace(lower(words COLLATE "C"), '[^a-z0-9]+', ' ', 'g'));
  ELSE
    words := lower(left(pg_catalog.normalize(words, 'NFKD'), 65536) COLLATE "und-x-icu");
    words := replace(replace(replace(replace(replace(replace(replace(words, 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'ø', 'o'),
      'ł', 'l'), 'đ', 'd'), 'ı', 'i');
    words := pg_catalog.normalize(regexp_replace(words, E'(?<=[a-zα-ω])[\\u0300-\\u036f]+|(?<=е)\\u0308'
      '|[\\u0591-\\u05c7\\u0610-\\u061a\\u0640\\u064b-\\u065f\\u0670]+', '', 'g'), 'NFC');
    words := regexp_replace(words, E'([{0}]+)', E' \\1 ', 'g');
    words := btrim(regexp_replace(words COLLATE "und-x-icu",
      E'[^[:alnum:]{0}\\u0300-\\u036f\\u0483-\\u0487\\u0900-\\u0dff\\u0f00-\\u0fff\\u3099\\u309a]+', ' ', 'g'));
  END IF;)sql";

// Scripts that write no spaces between words, Hangul, whose words carry endings, and signs. For E''.
inline constexpr const char* search_runs =
    R"(\\u1100-\\u11ff\\u2e80-\\u2fdf\\u3005-\\u3007\\u3021-\\u302f\\u3031-\\u3035\\u303b-\\u303c\\u3041-\\u3096)"
    R"(\\u309d-\\u309f\\u30a1-\\u30fa\\u30fc-\\u312f\\u31a0-\\u31bf\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff)"
    R"(\\ua960-\\ua97f\\uac00-\\ud7ff\\uf900-\\ufaff\\U00020000-\\U0003ffff\\u0e01-\\u0e3a\\u0e40-\\u0eff)"
    R"(\\u1000-\\u109f\\u1780-\\u17d3\\u2600-\\u27bf\\U0001f300-\\U0001faff)";

// {0}: search_normal; {1}: runs. PostgreSQL keeps no place behind the 16,383rd and no word of 2 kB: what is beyond is
// not found, and no row is refused for it.
inline constexpr const char* search_vector_body = R"sql(
DECLARE
  words text := left(array_to_string(parts, ' '), 65536);
BEGIN{0}
  words := regexp_replace(words, E'(?<=[{1}])([{1}])', E'\\1 \\1', 'g');
  RETURN COALESCE((SELECT string_agg(left(w, 64) || ':' || n, ' ')
    FROM string_to_table(words, ' ') WITH ORDINALITY AS x(w, n) WHERE n < 16384 AND w <> ''), '')::tsvector;
END)sql";

// {0}: search_normal; {1}: runs; {2}, {3}: limits. All of what stands between spaces, and each quoted phrase, has to be
// there; `word*` is the beginning of one. What has several words is a chain of distances.
inline constexpr const char* search_query_body = R"sql(
DECLARE
  words text;
  word text;
  lexeme text;
  begins boolean;
  is_run boolean;
  place integer;
  before integer;
  count integer := 0;
  phrase text;
  wanted text[];
BEGIN
  IF length(question) > {2} THEN
    RAISE EXCEPTION 'a search of more than {2} characters' USING ERRCODE = 'program_limit_exceeded',
      HINT = 'search for fewer words: all of them have to be there';
  END IF;
  FOR words IN SELECT p.part
      FROM string_to_table(translate(question, '“”„‟«»「」『』＂', '"""""""""""'), '"') WITH ORDINALITY AS s(said, n),
      LATERAL (SELECT said WHERE n % 2 = 0
        UNION ALL SELECT regexp_split_to_table(said, E'[\\s,;\\u3000-\\u3002\\uff0c\\uff1b]+') WHERE n % 2 = 1) AS p(part)
  LOOP
    begins := words ~ '[*＊]$';{0}
    phrase := NULL;
    place := 0;
    FOREACH word IN ARRAY string_to_array(words, ' ') LOOP
      is_run := word ~ E'^[{1}]';
      FOR i IN 1 .. CASE WHEN is_run THEN greatest(length(word) - 1, 1) ELSE 1 END LOOP
        count := count + 1;
        IF count > {3} THEN
          RAISE EXCEPTION 'a search of more than {3} words' USING ERRCODE = 'program_limit_exceeded',
            DETAIL = 'Of what is written without spaces each character counts.',
            HINT = 'search for fewer words: all of them have to be there';
        END IF;
        lexeme := CASE WHEN is_run THEN substr(word, i, 2) ELSE left(word, 64) END
          || CASE WHEN length(word) = 1 AND is_run OR begins AND NOT is_run AND words LIKE '%' || word THEN ':*' ELSE '' END;
        phrase := COALESCE(phrase || ' <' || place + i - before || '> ', '') || lexeme;
        before := place + i;
      END LOOP;
      place := place + CASE WHEN is_run THEN length(word) ELSE 1 END;
    END LOOP;
    IF phrase IS NOT NULL THEN wanted := wanted || phrase; END IF;
  END LOOP;
  RETURN COALESCE(array_to_string(wanted, ' & '), '')::tsquery;
END)sql";

}  // namespace ringfence::compile::building
