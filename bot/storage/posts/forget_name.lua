-- Replaces the draft of a post, if it is still the one that was read, and empties the reason of an appeal.
--
-- KEYS[1]  the post
-- ARGV     draft as it was read, new draft (JSON)
if redis.call('HGET', KEYS[1], 'draft') == ARGV[1] then
  redis.call('HSET', KEYS[1], 'draft', ARGV[2])
  local appeal = redis.call('HGET', KEYS[1], 'appeal')
  if appeal then
    local kept = cjson.decode(appeal)
    kept.reason = ''
    redis.call('HSET', KEYS[1], 'appeal', cjson.encode(kept))
  end
end
