-- What world-public.toml lets a reader in ring row see, said again over the one PostgreSQL that has all rows, knowing nothing of
-- the policy's machinery: all of ring row, and of the others what is public. Schema seen has the
-- names of those tables of which something may leave; a read of another one is refused.
CREATE SCHEMA seen;
CREATE TABLE seen.here AS SELECT p_personid AS id FROM public.person JOIN place t ON t.pl_placeid = p_placeid
  JOIN place c ON c.pl_placeid = t.pl_containerplaceid
  WHERE c.pl_name NOT IN ('United_States', 'Puerto_Rico', 'China', 'Austria', 'Belgium', 'Bulgaria', 'Croatia', 'Czech_Republic', 'Denmark',
    'Estonia', 'Finland', 'France', 'Germany', 'Greece', 'Hungary', 'Republic_of_Ireland', 'Italy', 'Latvia', 'Lithuania', 'Malta',
    'Netherlands', 'Poland', 'Portugal', 'Romania', 'Slovakia', 'Slovenia', 'Spain', 'Sweden');
ALTER TABLE seen.here ADD PRIMARY KEY (id);
CREATE FUNCTION seen.is_here(who bigint) RETURNS boolean STABLE LANGUAGE sql AS 'SELECT EXISTS (SELECT 1 FROM seen.here WHERE id = who)';

CREATE VIEW seen.person AS SELECT CASE WHEN here THEN p_creationdate END AS p_creationdate, p_personid, p_firstname, p_lastname,
    CASE WHEN here THEN p_gender END AS p_gender, CASE WHEN here THEN p_birthday ELSE make_date(extract(year FROM p_birthday)::int, 1, 1) END AS p_birthday,
    CASE WHEN here THEN p_locationip END AS p_locationip, CASE WHEN here THEN p_browserused END AS p_browserused,
    CASE WHEN here THEN p_placeid END AS p_placeid
  FROM public.person, LATERAL (SELECT seen.is_here(p_personid)) AS at (here);
CREATE VIEW seen.knows AS SELECT CASE WHEN seen.is_here(k_person1id) THEN k_creationdate END AS k_creationdate, k_person1id, k_person2id FROM public.knows;
CREATE VIEW seen.forum AS SELECT f_creationdate, f_forumid, f_title, CASE WHEN seen.is_here(f_moderatorid) THEN f_moderatorid END AS f_moderatorid
  FROM public.forum;
CREATE VIEW seen.message AS SELECT m_creationdate, m_messageid, CASE WHEN here THEN m_ps_imagefile END AS m_ps_imagefile,
    CASE WHEN here THEN m_locationip END AS m_locationip, CASE WHEN here THEN m_browserused END AS m_browserused,
    CASE WHEN here THEN m_ps_language END AS m_ps_language, m_content, CASE WHEN here THEN m_length END AS m_length, m_creatorid,
    CASE WHEN here THEN m_locationid END AS m_locationid, CASE WHEN here THEN m_ps_forumid END AS m_ps_forumid, m_c_replyof
  FROM public.message, LATERAL (SELECT seen.is_here(m_creatorid)) AS at (here) WHERE here OR m_length < 80 OR m_length > 95;
