-- Notes that something is wrong, or no longer.
--
-- KEYS[1]  HASH alert -> '1' or '0' (wrong or not), a space, since when (ms)
-- ARGV     alert, '1' or '0', how long ago that was seen (ms)
-- Returns  1 where it is news: it was otherwise before, by what was seen earlier than this
local time = redis.call('TIME')
local seen_at = time[1] * 1000 + math.floor(time[2] / 1000) - tonumber(ARGV[3])
local before = redis.call('HGET', KEYS[1], ARGV[1]) or '0 0'
local was_wrong, since = string.match(before, '^(%d) (%d+)$')
if was_wrong == ARGV[2] or seen_at <= tonumber(since) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. string.format('%.0f', seen_at))
return 1
