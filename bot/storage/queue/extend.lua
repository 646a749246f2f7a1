-- Holds items for another lease.
--
-- KEYS[1]  p:ready (for the hash slot)
-- ARGV     p, lease_ms, then for each item: item, token
-- Returns  the items that another worker has claimed, or that are gone
local p, lost = ARGV[1], {}
local ends = queue_now() + tonumber(ARGV[2])
for i = 3, #ARGV, 2 do
  local held = queue_held(p, ARGV[i], ARGV[i + 1])
  if held then
    redis.call('ZADD', p .. ':' .. held.lane, ends, ARGV[i])
  else
    lost[#lost + 1] = ARGV[i]
  end
end
return lost
