-- KEYS: p:ready   ARGV: p, id, express, token, nth, message id, time to live (s)
-- 1 where the message was noted. A try that came further than those before it is no failed one.
local p, id = ARGV[1], ARGV[2]
local queue = inbox_queue(p, ARGV[3])
if not queue_holds(queue, id, ARGV[4]) then return 0 end
redis.call('HSET', p .. ':sent:' .. id, ARGV[5], ARGV[6])
redis.call('EXPIRE', p .. ':sent:' .. id, ARGV[7])
redis.call('HSET', queue .. ':attempts', id, 0)
return 1
