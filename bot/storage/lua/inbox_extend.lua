-- KEYS: p:ready   ARGV: p, lease_ms, then for each update: id, express, token
-- Holds them for another lease; returns the ids that somebody else holds.
local p, lost = ARGV[1], {}
local ends = queue_now() + tonumber(ARGV[2])
for i = 3, #ARGV, 3 do
  local queue = inbox_queue(p, ARGV[i + 1])
  if queue_holds(queue, ARGV[i], ARGV[i + 2]) then
    redis.call('ZADD', queue .. ':leased', ends, ARGV[i])
  else
    lost[#lost + 1] = ARGV[i]
  end
end
return lost
