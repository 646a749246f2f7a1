-- Applies a person's decision about a post that still is in the state and version the person saw.
--
-- KEYS[1]  p:ready (for the hash slot)
-- ARGV     1 p, 2 post, 3 state, 4 version, 5 new state, 6 name and 7 id of who decides, 8 reason,
--          9 'bans' or '', 10 how many orders are kept, 11 how many values, the post's new fields
--          (name, value, …), the notifications
-- Returns  the post's fields after the decision, or nothing where somebody was first
local p, id, from, to = ARGV[1], ARGV[2], ARGV[3], ARGV[5]
local post = redis.call('HMGET', post_key(p, id), 'state', 'version', 'author', 'same')
if post[1] ~= from or post[2] ~= ARGV[4] then return {} end
local author = post[3]
redis.call('HINCRBY', post_key(p, id), 'version', 1)
post_move(p, id, to, ARGV[6], ARGV[7], ARGV[8], {unpack(ARGV, 11)})
local same = redis.call('HGET', post_key(p, id), 'same')
if same ~= post[4] then post_text_changes(p, id, author, post[4], same) end
if POST_WORKED_ON[to] and redis.call('EXISTS', queue_item(p, id)) == 0 then
  post_enqueue(p, id, author, to == 'sending')
end
if ARGV[9] == 'bans' then
  redis.call('HSET', p .. ':banned', author, ARGV[6])
  redis.call('DEL', p .. ':clean:' .. author)
  redis.call('XADD', p .. ':orders', 'MAXLEN', '~', ARGV[10], '*',
    'order', 'ban', 'about', author, 'by', ARGV[6], 'by_id', ARGV[7])
end
return redis.call('HGETALL', post_key(p, id))
