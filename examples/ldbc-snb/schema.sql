-- The tables of the LDBC Social Network Benchmark (Interactive v1) as its PostgreSQL implementation names them. Posts and
-- comments share one table, `message`: a comment is a message that has `m_c_replyof`, a post one that has `m_ps_forumid`.
CREATE TABLE place (
  pl_placeid bigint PRIMARY KEY, pl_name varchar NOT NULL, pl_url varchar NOT NULL, pl_type varchar NOT NULL,
  pl_containerplaceid bigint  -- of a city its country, of a country its continent
);
CREATE TABLE organisation (
  o_organisationid bigint PRIMARY KEY, o_type varchar NOT NULL, o_name varchar NOT NULL, o_url varchar NOT NULL, o_placeid bigint
);
CREATE TABLE tagclass (
  tc_tagclassid bigint PRIMARY KEY, tc_name varchar NOT NULL, tc_url varchar NOT NULL, tc_subclassoftagclassid bigint
);
CREATE TABLE tag (
  t_tagid bigint PRIMARY KEY, t_name varchar NOT NULL, t_url varchar NOT NULL, t_tagclassid bigint NOT NULL
);
CREATE TABLE person (
  p_creationdate timestamp NOT NULL, p_personid bigint PRIMARY KEY, p_firstname varchar NOT NULL, p_lastname varchar NOT NULL,
  p_gender varchar NOT NULL, p_birthday date NOT NULL, p_locationip varchar NOT NULL, p_browserused varchar NOT NULL, p_placeid bigint NOT NULL
);
CREATE TABLE person_email (
  pe_personid bigint NOT NULL, pe_email varchar NOT NULL, PRIMARY KEY (pe_personid, pe_email)
);
CREATE TABLE person_language (
  plang_personid bigint NOT NULL, plang_language varchar NOT NULL, PRIMARY KEY (plang_personid, plang_language)
);
CREATE TABLE person_tag (
  pt_personid bigint NOT NULL, pt_tagid bigint NOT NULL, PRIMARY KEY (pt_personid, pt_tagid)
);
CREATE TABLE person_university (
  pu_personid bigint NOT NULL, pu_organisationid bigint NOT NULL, pu_classyear int NOT NULL, PRIMARY KEY (pu_personid, pu_organisationid)
);
CREATE TABLE person_company (
  pc_personid bigint NOT NULL, pc_organisationid bigint NOT NULL, pc_workfrom int NOT NULL, PRIMARY KEY (pc_personid, pc_organisationid)
);
CREATE TABLE knows (  -- each friendship twice, once in each direction
  k_creationdate timestamp NOT NULL, k_person1id bigint NOT NULL, k_person2id bigint NOT NULL, PRIMARY KEY (k_person1id, k_person2id)
);
CREATE TABLE forum (
  f_creationdate timestamp NOT NULL, f_forumid bigint PRIMARY KEY, f_title varchar NOT NULL, f_moderatorid bigint NOT NULL
);
CREATE TABLE forum_person (
  fp_creationdate timestamp NOT NULL, fp_forumid bigint NOT NULL, fp_personid bigint NOT NULL, PRIMARY KEY (fp_forumid, fp_personid)
);
CREATE TABLE forum_tag (
  ft_forumid bigint NOT NULL, ft_tagid bigint NOT NULL, PRIMARY KEY (ft_forumid, ft_tagid)
);
CREATE TABLE message (
  m_creationdate timestamp NOT NULL, m_messageid bigint PRIMARY KEY, m_ps_imagefile varchar, m_locationip varchar NOT NULL,
  m_browserused varchar NOT NULL, m_ps_language varchar, m_content text, m_length int NOT NULL, m_creatorid bigint NOT NULL,
  m_locationid bigint NOT NULL, m_ps_forumid bigint, m_c_replyof bigint
);
CREATE TABLE message_tag (
  mt_messageid bigint NOT NULL, mt_tagid bigint NOT NULL, PRIMARY KEY (mt_messageid, mt_tagid)
);
CREATE TABLE likes (
  l_creationdate timestamp NOT NULL, l_personid bigint NOT NULL, l_messageid bigint NOT NULL, PRIMARY KEY (l_personid, l_messageid)
);
