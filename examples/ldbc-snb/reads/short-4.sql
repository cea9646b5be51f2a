-- What a message says. :message
SELECT m_creationdate, coalesce(m_ps_imagefile, m_content) FROM message WHERE m_messageid = :message;
