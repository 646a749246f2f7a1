-- KEYS: the chat's HASH   ARGV: retry_after in ms, how long it goes slower afterwards in ms
-- No call before retry_after has passed; then one, and the next at half the rate. A block that is
-- there already is never shortened.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local blocked = math.max(now + ARGV[1], tonumber(redis.call('HGET', KEYS[1], 'blocked') or 0))
local slow = blocked + ARGV[2]
redis.call('HSET', KEYS[1], 'blocked', blocked, 'slow', slow, 'tokens', 1, 'at', blocked)
redis.call('PEXPIRE', KEYS[1], slow - now + 180000)
