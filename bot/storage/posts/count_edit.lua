-- Counts an edit of a post as one more in its author's hour: the edited text is checked anew.
--
-- KEYS[1]  p:ready (for the hash slot)
-- ARGV     p, author, post, version, posts an hour (0: no limit)
-- Returns  0, or the seconds until the edit may be made
return post_count_in_hour(ARGV[1], ARGV[2], ARGV[3] .. ':' .. ARGV[4], tonumber(ARGV[5]))
