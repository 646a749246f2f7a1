-- Notes parts of a media group as they arrive, each update once.
--
-- KEYS[1]  the group: part:<update> -> raw update, at -> when the last part came (server ms), lead ->
--          the update that is handled for all, members -> the updates that were there when it began
-- KEYS[2]  the groups that the sender sent to the chat
-- ARGV     album, seconds to keep, then for each part: update, raw update
local time = redis.call('TIME')
local now, fresh = time[1] * 1000 + math.floor(time[2] / 1000), 0
for i = 3, #ARGV, 2 do
  fresh = fresh + redis.call('HSETNX', KEYS[1], 'part:' .. ARGV[i], ARGV[i + 1])
end
if fresh > 0 then redis.call('HSET', KEYS[1], 'at', string.format('%.0f', now)) end
redis.call('EXPIRE', KEYS[1], ARGV[2])
redis.call('SADD', KEYS[2], ARGV[1])
redis.call('EXPIRE', KEYS[2], ARGV[2])
return fresh
