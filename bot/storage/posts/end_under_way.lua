-- After a restore: what workers had in hand at the time of the backup may have been published since, so a
-- person decides. A post that was being sent becomes `unknown`, one before that waits for review.
-- Cards that were still to be shown are shown.
--
-- KEYS[1]  p:ready (for the hash slot)
-- ARGV     p, verdict of posts that wait for review (JSON), reason in the audit trail
-- Returns  how many posts a person has to decide about because of that
local p, moved = ARGV[1], 0
for _, id in ipairs(redis.call('ZRANGE', p .. ':in_progress', 0, -1)) do
  local state = redis.call('HGET', post_key(p, id), 'state')
  if state == 'sending' then
    post_move(p, id, 'unknown', 'worker', '', ARGV[3], {0, 'show_card'})
    moved = moved + 1
  elseif state then
    post_move(p, id, 'review', 'worker', '', ARGV[3], {2, 'verdict', ARGV[2], 'show_card', 'tell_author'})
    moved = moved + 1
  end
end
for _, state in ipairs({'review', 'unknown'}) do
  for _, id in ipairs(redis.call('ZRANGE', p .. ':state:' .. state, 0, -1)) do
    if redis.call('EXISTS', p .. ':cards:' .. id) == 0 then post_notify(p, id, state, {'show_card'}) end
  end
end
return moved
