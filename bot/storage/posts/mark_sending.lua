-- Notes that the delivery of a post begins, or that it surely did not happen.
--
-- KEYS[1]  p:ready (for the hash slot)
-- ARGV     p, post, token, lease_ms; a lease of 0 takes the note back
-- Returns  1; 0 where another worker holds the post, a delivery was begun before, or posts are paused
local p, id, lease_ms = ARGV[1], ARGV[2], tonumber(ARGV[4])
local held = queue_held(p, id, ARGV[3])
if not held then return 0 end
local post = redis.call('HMGET', post_key(p, id), 'state', 'delivery_started')
if post[1] ~= 'sending' then return 0 end
if lease_ms == 0 then
  redis.call('HSET', post_key(p, id), 'delivery_started', '')
  return 1
end
if post[2] == '1' or redis.call('EXISTS', p .. ':paused') == 1 then return 0 end
redis.call('HSET', post_key(p, id), 'delivery_started', '1')
-- The delivery has a whole lease from now.
redis.call('ZADD', p .. ':' .. held.lane, queue_now() + lease_ms, id)
return 1
