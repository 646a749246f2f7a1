-- KEYS: p:ready   ARGV: p, item, token, verb, ms, counts | does not
-- 1 where the lease still held and the verb was carried out, 0 where somebody else holds the item.
local p, item, verb = ARGV[1], ARGV[2], ARGV[4]
if not queue_holds(p, item, ARGV[3]) then return 0 end
if verb == 'ack' then
  queue_ack(p, item)
elseif verb == 'extend' then
  redis.call('ZADD', p .. ':leased', queue_now() + tonumber(ARGV[5]), item)
elseif verb == 'release' then
  queue_release(p, item, tonumber(ARGV[5]), ARGV[6] == 'counts')
end
return 1
