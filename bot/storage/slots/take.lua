-- Takes a free call slot.
--
-- KEYS[1]  ZSET of the service: slot -> when it is free (µs); a slot in use shows the end of its lease
-- ARGV     how many slots there are, lease_us
-- Returns  {slot, token} where one is free now, else {µs until the first may be}
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local count = tonumber(ARGV[1])
local known = redis.call('ZCARD', KEYS[1])
-- A set that is new, or was deleted, may follow calls that nobody remembers: the slots are free one
-- after the other from a second from now, so that calls do not come in bursts either.
if known < count then
  for i = 0, count - 1 do
    local free_at = now + 1000000 + math.floor(i * 1000000 / count)
    redis.call('ZADD', KEYS[1], 'NX', string.format('%.0f', free_at), 's' .. i)
  end
elseif known > count then
  for _, slot in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
    if tonumber(string.sub(slot, 2)) >= count then redis.call('ZREM', KEYS[1], slot) end
  end
end
local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
local free_at = tonumber(first[2])
if free_at > now then return {string.format('%.0f', free_at - now + 1)} end
-- µs since 1970 have 16 digits, more than Lua prints by default.
local token = string.format('%.0f', now + tonumber(ARGV[2]))
redis.call('ZADD', KEYS[1], token, first[1])
return {first[1], token}
