-- Queues an update that was given up again; it waits behind nothing.
--
-- KEYS[1]  p:ready (for the hash slot)
-- ARGV     p, update
-- Returns  1; 0 where it is not among those that were given up
local p, item = ARGV[1], ARGV[2]
if redis.call('ZREM', p .. ':dead', item) == 0 then return 0 end
local raw = redis.call('HGET', queue_item(p, item), 'raw')
if not raw then return 0 end
redis.call('HDEL', queue_item(p, item), 'attempts', 'reason', 'parked', 'sender', 'person')
redis.call('PERSIST', queue_item(p, item))
queue_put(p, 'ready', '', '', item, queue_now(), 'raw', raw)
redis.call('INCR', p .. ':backlog')
queue_wake(p)
return 1
