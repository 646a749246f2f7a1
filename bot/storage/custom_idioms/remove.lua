-- Removes a custom idiom, once for each update.
--
-- KEYS     prefix of proposals, approved words, version of the words, the update's proposal
-- ARGV     word, name of who removes it, time to live of the update's entry (s)
-- Returns  1 where this update removes or has removed it, 0 where there is no such idiom
if redis.call('EXISTS', KEYS[4]) == 1 then return 1 end
local custom_idiom = redis.call('HGET', KEYS[2], ARGV[1])
if not custom_idiom then return 0 end
local proposal = KEYS[1] .. cjson.decode(custom_idiom).proposal
if redis.call('EXISTS', proposal) == 1 then
  redis.call('HSET', proposal, 'state', 'removed', 'by', ARGV[2])
end
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('INCR', KEYS[3])
redis.call('SET', KEYS[4], 1, 'EX', ARGV[3])
return 1
