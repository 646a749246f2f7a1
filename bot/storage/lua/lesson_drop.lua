-- KEYS: proposal's prefix, words, version, filed:<update>
-- ARGV: word, who drops it, time to live of an answer (s)
-- 1 where this update dropped the lesson (now or before), 0 where there is none.
if redis.call('EXISTS', KEYS[4]) == 1 then return 1 end
local lesson = redis.call('HGET', KEYS[2], ARGV[1])
if not lesson then return 0 end
local proposal = KEYS[1] .. cjson.decode(lesson).id
if redis.call('EXISTS', proposal) == 1 then
  redis.call('HSET', proposal, 'state', 'removed', 'by', ARGV[2])
end
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('INCR', KEYS[3])
redis.call('SET', KEYS[4], 1, 'EX', ARGV[3])
return 1
