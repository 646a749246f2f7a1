-- Frees a call slot after its response: it may be taken again hold_us from now.
--
-- KEYS[1]  ZSET of the service: slot -> when it is free (µs)
-- ARGV     slot, token, hold_us
-- Returns  1; 0 where the lease had run out and another caller has the slot
local score = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not score or string.format('%.0f', tonumber(score)) ~= ARGV[2] then return 0 end
local time = redis.call('TIME')
local free_at = time[1] * 1000000 + time[2] + tonumber(ARGV[3])
redis.call('ZADD', KEYS[1], string.format('%.0f', free_at), ARGV[1])
return 1
