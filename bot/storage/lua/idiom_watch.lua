-- KEYS: due. ARGV: thread, in how many seconds its turn is to be looked at
return redis.call('ZADD', KEYS[1], redis.call('TIME')[1] + tonumber(ARGV[2]), ARGV[1])
