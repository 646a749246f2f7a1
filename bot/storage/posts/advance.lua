-- Moves a post on after a worker's step. The item stays in the queue while the new state is work for
-- a worker, and leaves it otherwise.
--
-- KEYS[1]  p:ready (for the hash slot)
-- ARGV     p, post, token, state, version, new state, reason, how many values, the post's new fields
--          (name, value, …), the notifications
-- Returns  1; 0 where another worker holds the post, or where it was edited or taken back meanwhile
local p, id, to = ARGV[1], ARGV[2], ARGV[6]
local held = queue_held(p, id, ARGV[3])
if not held then return 0 end
local post = redis.call('HMGET', post_key(p, id), 'state', 'version')
if post[1] ~= ARGV[4] or post[2] ~= ARGV[5] then return 0 end
post_move(p, id, to, 'worker', '', ARGV[7], {unpack(ARGV, 8)})
if POST_WORKED_ON[to] then
  -- Attempts are counted for each state: slow checks use up none of the deliveries.
  redis.call('HSET', queue_item(p, id), 'attempts', 0)
else
  queue_ack(p, id, held)
end
return 1
