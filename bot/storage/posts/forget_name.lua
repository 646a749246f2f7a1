-- Replaces the draft of a post, if it is still the one that was read.
--
-- KEYS[1]  the post
-- ARGV     draft as it was read, new draft (JSON)
if redis.call('HGET', KEYS[1], 'draft') == ARGV[1] then
  redis.call('HSET', KEYS[1], 'draft', ARGV[2])
end
