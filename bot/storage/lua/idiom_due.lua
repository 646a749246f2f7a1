-- KEYS: due. ARGV: how many at most, seconds until somebody else may act on them
-- The time of the server (s) and the threads whose turn is due; whoever gets them acts on them.
local now = tonumber(redis.call('TIME')[1])
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[1])
for _, thread in ipairs(due) do redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), thread) end
return {now, due}
