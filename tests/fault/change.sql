-- What an application may do to the source between a kill and the resume.
INSERT INTO person VALUES (DEFAULT, 'FR', 'new@example.org', 17, NULL);
INSERT INTO post (author_id, tag_id, content) SELECT id, 1, 'written meanwhile' FROM person WHERE id % 977 = 0;
UPDATE post SET content = content || ' edited' WHERE id % 1009 = 0;
UPDATE person SET country = 'CN' WHERE id % 1499 = 0;
DELETE FROM comment WHERE id % 701 = 0;
DELETE FROM note WHERE event_n % 1000 = 0;
