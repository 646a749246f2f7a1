-- Forgets every update that was given up.
--
-- KEYS[1]  p:ready (for the hash slot)
-- ARGV     p
-- Returns  how many there were
local p = ARGV[1]
local items = redis.call('ZRANGE', p .. ':dead', 0, -1)
for _, item in ipairs(items) do redis.call('DEL', queue_item(p, item)) end
redis.call('DEL', p .. ':dead')
return #items
