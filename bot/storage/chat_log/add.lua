-- Adds a message, unless the digest of the chat is off, its sender has left it, or it is there already;
-- deletes what is too old or too much.
--
-- KEYS[3]  who has left   KEYS[4]  the settings of the chat
-- ARGV     how many are kept, for how long (ms), message, sender, text, further fields and their values
local most, keep_ms, message, sender, text = unpack(ARGV, 1, 5)
if redis.call('HEXISTS', KEYS[4], 'digest') == 0 then return 0 end
if redis.call('SISMEMBER', KEYS[3], sender) == 1 then return 0 end
if redis.call('HSETNX', KEYS[2], message, text) == 0 then return 0 end
redis.call('XADD', KEYS[1], '*', 'message', message, 'sender', sender, unpack(ARGV, 6))

local now = redis.call('TIME')
local oldest_ms = now[1] * 1000 + math.floor(now[2] / 1000) - keep_ms
while true do
  local entry = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
  local is_old = tonumber(string.match(entry[1], '^%d+')) < oldest_ms
  if not is_old and redis.call('XLEN', KEYS[1]) <= tonumber(most) then break end
  delete(entry)
end
redis.call('PEXPIRE', KEYS[1], keep_ms)
redis.call('PEXPIRE', KEYS[2], keep_ms)
return 1
