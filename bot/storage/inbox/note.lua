-- Notes the nth message that was sent for an update.
--
-- KEYS[1]  p:ready (for the hash slot)
-- ARGV     p, update, token, n, message id
-- Returns  1 where the message was noted, 0 where another worker has the update
local p, item = ARGV[1], ARGV[2]
if not queue_held(p, item, ARGV[3]) then return 0 end
redis.call('HSET', queue_item(p, item), 'sent:' .. ARGV[4], ARGV[5])
return 1
