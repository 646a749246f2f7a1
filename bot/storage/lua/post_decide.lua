-- KEYS: p:ready   ARGV: p, id, from, version, to, by, why, bans | '', how many fields, fields…, notices…
-- 1 where the post still was in `from` at `version`; a person's decision makes a new version.
local p, id, from, to = ARGV[1], ARGV[2], ARGV[3], ARGV[5]
local post = redis.call('HMGET', post_key(p, id), 'state', 'version', 'author', 'same')
if post[1] ~= from or post[2] ~= ARGV[4] then return 0 end
redis.call('HINCRBY', post_key(p, id), 'version', 1)
local first_notice = 10 + tonumber(ARGV[9])
local fields, notices = {}, {}
for i = 10, first_notice - 1 do fields[#fields + 1] = ARGV[i] end
for i = first_notice, #ARGV do notices[#notices + 1] = ARGV[i] end
post_move(p, id, to, ARGV[6], ARGV[7], fields, notices)
local same = redis.call('HGET', post_key(p, id), 'same')
if same ~= post[4] then post_text_changes(p, id, post[3], post[4], same) end
-- In a line of its own: what a person approved does not wait for the author's unchecked posts.
if to == 'sending' then queue_put(p, 'approved:' .. post[3], id, 0) end
if to == 'queued' then queue_put(p, post[3], id, 0) end
if ARGV[8] == 'bans' then redis.call('HSET', p .. ':banned', post[3], ARGV[6]) end
return 1
