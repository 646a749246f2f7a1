-- Hands out the threads whose turn is to be checked now, to one caller only.
--
-- KEYS[1]  ZSET of turn checks
-- ARGV     how many at most, seconds until another caller may get them
-- Returns  {the server's time (s), threads}
local now = tonumber(redis.call('TIME')[1])
local threads = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[1])
for _, thread in ipairs(threads) do redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), thread) end
return {now, threads}
