-- Puts off a digest that is due, for the first process that asks.
--
-- KEYS[1]  ZSET of when digests are due
-- ARGV     chat, when it was due, when the next one is
local due = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not due or tonumber(due) ~= tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
return 1
