-- After a restore: what workers had in hand at the time of the backup may have been published since, so a
-- person decides. A post that was being sent becomes `unknown`, one before that waits for review.
--
-- KEYS[1]  p:ready (for the hash slot)
-- ARGV     p, verdict of posts that wait for review (JSON), reason in the audit trail, how many at most
-- Returns  how many posts were looked at; 0: there are no more
local p = ARGV[1]
local ids = redis.call('ZRANGE', p .. ':in_progress', 0, ARGV[4] - 1)
for _, id in ipairs(ids) do
  local state = redis.call('HGET', post_key(p, id), 'state')
  if state == 'sending' then
    post_move(p, id, 'unknown', 'worker', '', ARGV[3], {0, 'show_card'})
  elseif state then
    post_move(p, id, 'review', 'worker', '', ARGV[3], {2, 'verdict', ARGV[2], 'show_card', 'tell_author'})
  end
  redis.call('ZREM', p .. ':in_progress', id)
end
return #ids
