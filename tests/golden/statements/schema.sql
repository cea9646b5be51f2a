-- One table of each kind that a policy knows, with the names that trip programs over.
CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level1', deterministic = false);
CREATE TABLE person (id bigint PRIMARY KEY, country char(2) NOT NULL, email text UNIQUE, first_name text, born date);
CREATE TABLE tag (id int PRIMARY KEY, name text COLLATE loose, weight int);
CREATE TABLE setting (name text PRIMARY KEY, value text);
CREATE TABLE mail (id bigint PRIMARY KEY, owner_id bigint NOT NULL REFERENCES person, body text, tag_id int REFERENCES tag, UNIQUE (owner_id, id));
CREATE TABLE post (id bigint PRIMARY KEY, author_id bigint NOT NULL REFERENCES person, content text, score int DEFAULT 0);
CREATE TABLE comment (id bigint PRIMARY KEY, post_id bigint NOT NULL REFERENCES post, body text);
CREATE TABLE knows (a bigint NOT NULL REFERENCES person, b bigint NOT NULL, since int, PRIMARY KEY (a, b));
CREATE TABLE account (tenant text, holder text, country char(2) NOT NULL, login text UNIQUE, PRIMARY KEY (tenant, holder));
CREATE TABLE note (tenant text NOT NULL, holder text NOT NULL, id int PRIMARY KEY, body text, FOREIGN KEY (tenant, holder) REFERENCES account);
CREATE TABLE "日记" ("编号" int PRIMARY KEY, "作者" bigint NOT NULL REFERENCES person, "内容" text);
CREATE TABLE "Per son" ("Id" int PRIMARY KEY, "Owner" bigint NOT NULL REFERENCES person, "x""y" text);
CREATE TABLE visit (at int NOT NULL, visitor bigint NOT NULL REFERENCES person, page text) PARTITION BY RANGE (at);
CREATE TABLE visit_old PARTITION OF visit FOR VALUES FROM (0) TO (50);
CREATE TABLE visit_new PARTITION OF visit FOR VALUES FROM (50) TO (100);
