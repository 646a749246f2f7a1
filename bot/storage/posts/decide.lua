-- Applies a person's decision about a post that still is in the state and version the person saw.
--
-- KEYS[1]  p:ready (for the hash slot)
-- ARGV     p, post, state, version, new state, by, reason, 'bans' or '', how many values,
--          the post's new fields (name, value, …), the notifications
-- Returns  the post's fields after the decision, or nothing where somebody was first
local p, id, from, to = ARGV[1], ARGV[2], ARGV[3], ARGV[5]
local post = redis.call('HMGET', post_key(p, id), 'state', 'version', 'author', 'same')
if post[1] ~= from or post[2] ~= ARGV[4] then return {} end
local author = post[3]
redis.call('HINCRBY', post_key(p, id), 'version', 1)
post_move(p, id, to, ARGV[6], ARGV[7], {unpack(ARGV, 9)})
local same = redis.call('HGET', post_key(p, id), 'same')
if same ~= post[4] then post_text_changes(p, id, author, post[4], same) end
if POST_WORKED_ON[to] and redis.call('EXISTS', queue_item(p, id)) == 0 then
  post_enqueue(p, id, author, to == 'sending')
end
if ARGV[8] == 'bans' then redis.call('HSET', p .. ':banned', author, ARGV[6]) end
return redis.call('HGETALL', post_key(p, id))
