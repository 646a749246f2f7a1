-- Has the turn of a thread's game checked later.
--
-- KEYS[1]  ZSET of turn checks
-- ARGV     thread, in how many seconds
return redis.call('ZADD', KEYS[1], redis.call('TIME')[1] + tonumber(ARGV[2]), ARGV[1])
