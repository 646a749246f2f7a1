-- Drops updates whose replies have lost their use. The first of a chat within a while is kept, so that
-- the chat is told; so is one whose turn it is, which a worker may have.
--
-- KEYS[1]  p:ready (for the hash slot)
-- ARGV     p, how many at most, how long one line tells the chat (s)
-- Returns  how many were dropped
local p, dropped = ARGV[1], 0
local items = redis.call('ZRANGEBYSCORE', p .. ':expiring', '-inf', queue_now(), 'LIMIT', 0, ARGV[2])
for _, item in ipairs(items) do
  redis.call('ZREM', p .. ':expiring', item)
  local update = queue_fields(p, item)
  local waits = update.parked and redis.call('LINDEX', p .. ':parked:' .. update.share, 0) ~= item
  if waits and not redis.call('SET', p .. ':dropped:' .. update.share, item, 'NX', 'EX', ARGV[3]) then
    queue_left(p, item, update)
    queue_ack(p, item, update)
    dropped = dropped + 1
  end
end
if dropped > 0 then queue_wake(p) end
return dropped
