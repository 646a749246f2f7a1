-- KEYS: the slots' ZSET   ARGV: slot, token, hold_us
-- The slot is free again hold_us from now; a token that somebody else has overtaken changes nothing.
local score = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not score or string.format('%.0f', tonumber(score)) ~= ARGV[2] then return 0 end
local time = redis.call('TIME')
local free_at = time[1] * 1000000 + time[2] + tonumber(ARGV[3])
redis.call('ZADD', KEYS[1], string.format('%.0f', free_at), ARGV[1])
return 1
