-- KEYS: p:ready   ARGV: p, item
-- 1 where a dead item went to the end of its line with its attempts forgotten.
local p, item = ARGV[1], ARGV[2]
if redis.call('ZREM', p .. ':dead', item) == 0 then return 0 end
local key = redis.call('HGET', p .. ':keys', item)
queue_forget(p, item)
return queue_put(p, key, item, 0)
