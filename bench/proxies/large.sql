SELECT id, content FROM letter WHERE aid = 1;
