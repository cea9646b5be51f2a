-- From the files as they are to the benchmark's tables. Times are milliseconds since 1970, or ISO 8601, depending on how the
-- generator was told to write them.
CREATE FUNCTION pg_temp.moment(said text) RETURNS timestamp LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN said ~ '^-?[0-9]+$' THEN timestamp '1970-01-01' + said::bigint * interval '1 millisecond'
              ELSE said::timestamptz AT TIME ZONE 'UTC' END
$$;

INSERT INTO place SELECT id::bigint, name, url, type, whole::bigint FROM csv_place LEFT JOIN "csv_place_isPartOf_place" USING (id);
INSERT INTO organisation SELECT id::bigint, type, name, url, place::bigint
  FROM csv_organisation LEFT JOIN "csv_organisation_isLocatedIn_place" USING (id);
INSERT INTO tagclass SELECT id::bigint, name, url, whole::bigint FROM csv_tagclass LEFT JOIN "csv_tagclass_isSubclassOf_tagclass" USING (id);
INSERT INTO tag SELECT id::bigint, name, url, class::bigint FROM csv_tag LEFT JOIN "csv_tag_hasType_tagclass" USING (id);

INSERT INTO person SELECT pg_temp.moment(created), id::bigint, first_name, last_name, gender, pg_temp.moment(birthday)::date, ip, browser, place::bigint
  FROM csv_person LEFT JOIN "csv_person_isLocatedIn_place" USING (id);
INSERT INTO person_email SELECT DISTINCT id::bigint, each FROM csv_person, string_to_table(email, ';') AS each WHERE each <> '';
INSERT INTO person_language SELECT DISTINCT id::bigint, each FROM csv_person, string_to_table(language, ';') AS each WHERE each <> '';
INSERT INTO person_tag SELECT id::bigint, tag::bigint FROM "csv_person_hasInterest_tag";
INSERT INTO person_university SELECT id::bigint, organisation::bigint, year::int FROM "csv_person_studyAt_organisation";
INSERT INTO person_company SELECT id::bigint, organisation::bigint, year::int FROM "csv_person_workAt_organisation";
INSERT INTO knows SELECT pg_temp.moment(created), a::bigint, b::bigint
  FROM csv_person_knows_person, LATERAL (VALUES (id, other), (other, id)) AS both_ways (a, b);

INSERT INTO forum SELECT pg_temp.moment(created), id::bigint, title, person::bigint
  FROM csv_forum LEFT JOIN "csv_forum_hasModerator_person" USING (id);
INSERT INTO forum_person SELECT pg_temp.moment(created), id::bigint, person::bigint FROM "csv_forum_hasMember_person";
INSERT INTO forum_tag SELECT id::bigint, tag::bigint FROM "csv_forum_hasTag_tag";

INSERT INTO message SELECT pg_temp.moment(created), id::bigint, image, ip, browser, language, content, length::int, person::bigint, place::bigint,
    forum::bigint, NULL
  FROM csv_post LEFT JOIN "csv_post_hasCreator_person" USING (id) LEFT JOIN "csv_post_isLocatedIn_place" USING (id)
  LEFT JOIN "csv_forum_containerOf_post" USING (id);
INSERT INTO message SELECT pg_temp.moment(created), id::bigint, NULL, ip, browser, NULL, content, length::int, person::bigint, place::bigint,
    NULL, coalesce(post.whole, comment.whole)::bigint
  FROM csv_comment LEFT JOIN "csv_comment_hasCreator_person" USING (id) LEFT JOIN "csv_comment_isLocatedIn_place" USING (id)
  LEFT JOIN "csv_comment_replyOf_post" AS post USING (id) LEFT JOIN "csv_comment_replyOf_comment" AS comment USING (id);
INSERT INTO message_tag SELECT id::bigint, tag::bigint FROM "csv_post_hasTag_tag" UNION ALL SELECT id::bigint, tag::bigint FROM "csv_comment_hasTag_tag";
INSERT INTO likes SELECT pg_temp.moment(created), person::bigint, id::bigint FROM csv_person_likes_post
  UNION ALL SELECT pg_temp.moment(created), person::bigint, id::bigint FROM csv_person_likes_comment;
