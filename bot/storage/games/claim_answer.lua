-- Says whether a group may be answered now, or queues the answer behind those that wait.
--
-- KEYS     when the last answers went (ms, newest first), the answers that wait
-- ARGV     the answer, how many go at once, in which time (ms), the gap between further ones (ms), time
--          to live (s)
-- Returns  {1, ms since the answer before (-1: long ago)}, or {0, 0} where it was queued
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local last = tonumber(redis.call('LINDEX', KEYS[1], 0))
local first = tonumber(redis.call('LINDEX', KEYS[1], ARGV[2] - 1))
local is_busy = first and now - first < tonumber(ARGV[3]) and now - last < tonumber(ARGV[4])
if is_busy or redis.call('EXISTS', KEYS[2]) == 1 then
  redis.call('RPUSH', KEYS[2], ARGV[1])
  redis.call('EXPIRE', KEYS[2], ARGV[5])
  return {0, 0}
end
redis.call('LPUSH', KEYS[1], now)
redis.call('LTRIM', KEYS[1], 0, ARGV[2] - 1)
redis.call('EXPIRE', KEYS[1], ARGV[5])
return {1, last and now - last or -1}
