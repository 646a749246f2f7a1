-- Replaces the text of a message that is kept.
--
-- ARGV  message, text; an empty text is deleted
if redis.call('HEXISTS', KEYS[2], ARGV[1]) == 0 then return end
if ARGV[2] == '' then
  redis.call('HDEL', KEYS[2], ARGV[1])
else
  redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
end
