-- After a restore: posts that wait for a person get the cards that were still to be shown.
--
-- KEYS[1]  p:ready (for the hash slot)
-- ARGV     p, state, place of the first post, place of the last
-- Returns  how many posts there are at these places
local p, state = ARGV[1], ARGV[2]
local ids = redis.call('ZRANGE', p .. ':state:' .. state, ARGV[3], ARGV[4])
for _, id in ipairs(ids) do
  if redis.call('EXISTS', p .. ':cards:' .. id) == 0 then post_notify(p, id, state, {'show_card'}) end
end
return #ids
