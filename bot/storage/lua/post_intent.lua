-- KEYS: p:ready   ARGV: p, item, token, id, intend | retreat, lease_ms or delay_ms
-- intend: delivery begins now, within a whole lease, unless posts are paused.
-- retreat: it surely did not happen.
local p, item, id = ARGV[1], ARGV[2], ARGV[4]
local key = post_key(p, id)
if not queue_holds(p, item, ARGV[3]) then return 0 end
if redis.call('HGET', key, 'state') ~= 'sending' then return 0 end
if ARGV[5] == 'intend' then
  if redis.call('HGET', key, 'intent') == '1' then return 0 end
  if redis.call('EXISTS', p .. ':paused') == 1 then return 0 end
  redis.call('HSET', key, 'intent', '1')
  redis.call('ZADD', p .. ':leased', queue_now() + tonumber(ARGV[6]), item)
else
  redis.call('HSET', key, 'intent', '')
  queue_release(p, item, tonumber(ARGV[6]), true)
end
return 1
