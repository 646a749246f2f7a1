-- Puts an update that cannot be handled among those that were given up.
--
-- KEYS[1]  p:ready (for the hash slot)
-- ARGV     p, time to live of seen ids (s), id, raw, reason
local p, id = ARGV[1], ARGV[3]
if not inbox_is_new(p, tonumber(id), ARGV[2]) then return end
redis.call('HSET', queue_item(p, id), 'raw', ARGV[4])
queue_bury(p, id, ARGV[5])
