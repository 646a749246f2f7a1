-- Notes the replies to an update that wait for its chat's budget.
--
-- KEYS[1]  p:ready (for the hash slot)
-- ARGV     p, update, token, the replies (JSON), in how many ms they lose their use ('': never)
-- Returns  1 where they were noted, 0 where another worker has the update
local p, item = ARGV[1], ARGV[2]
if not queue_held(p, item, ARGV[3]) then return 0 end
redis.call('HSET', queue_item(p, item), 'outbox', ARGV[4])
if ARGV[5] == '' then
  redis.call('ZREM', p .. ':expiring', item)
else
  redis.call('ZADD', p .. ':expiring', 'NX', queue_now() + ARGV[5], item)
end
return 1
