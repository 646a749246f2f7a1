-- KEYS: p:ready   ARGV: p, item, token, id, from, to, reason, keep | leave, how many fields, fields…, notices…
-- 1 where the worker still held the post and it still was in `from`.
local p, item, id, from, to = ARGV[1], ARGV[2], ARGV[4], ARGV[5], ARGV[6]
if not queue_holds(p, item, ARGV[3]) then return 0 end
if redis.call('HGET', post_key(p, id), 'state') ~= from then return 0 end
local first_notice = 10 + tonumber(ARGV[9])
local fields, notices = {}, {}
for i = 10, first_notice - 1 do fields[#fields + 1] = ARGV[i] end
for i = first_notice, #ARGV do notices[#notices + 1] = ARGV[i] end
post_move(p, id, to, 'worker', ARGV[7], fields, notices)
-- A new state has its own tries: slow checks use up none of the deliveries.
if ARGV[8] == 'leave' then queue_ack(p, item) else redis.call('HSET', p .. ':attempts', item, 1) end
return 1
