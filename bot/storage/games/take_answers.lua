-- Hands out the answers that wait for a group, if one message may go now, to one caller at a time.
--
-- KEYS     when the last answers went (ms, newest first), the answers that wait, the lease
-- ARGV     how many times are kept, the gap between answers (ms), how long the caller has them (s)
-- Returns  the answers, none where it is too early or somebody has them
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local last = tonumber(redis.call('LINDEX', KEYS[1], 0))
if last and now - last < tonumber(ARGV[2]) then return {} end
local waiting = redis.call('LRANGE', KEYS[2], 0, -1)
if #waiting == 0 or not redis.call('SET', KEYS[3], 1, 'NX', 'EX', ARGV[3]) then return {} end
redis.call('LPUSH', KEYS[1], now)
redis.call('LTRIM', KEYS[1], 0, ARGV[1] - 1)
return waiting
