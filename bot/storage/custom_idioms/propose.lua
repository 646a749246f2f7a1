-- Stores a proposed idiom, once for each update, within the limits.
--
-- KEYS     prefix of proposals, pending proposals, approved words, last id, the update's proposal,
--          the person's count of the day
-- ARGV     1 word   2 how many a person may propose within a day (0: a reviewer, without limits)
--          3 how many may be pending   4 time to live of the update's proposal (s)   5 of the day's
--          count (s), then the proposal's fields and their values
-- Returns  {new, id}, {pending, id}, {known, 0}, {too_many, 0} or {full, 0} (models/custom_idiom.py)
local earlier = redis.call('GET', KEYS[5])
if earlier then return {'new', earlier} end
if redis.call('HEXISTS', KEYS[3], ARGV[1]) == 1 then return {'known', 0} end
local pending = redis.call('HGET', KEYS[2], ARGV[1])
local per_day = tonumber(ARGV[2])
if pending then
  if per_day == 0 then redis.call('SET', KEYS[5], pending, 'EX', ARGV[4]) end
  return {'pending', pending}
end
if per_day > 0 and tonumber(redis.call('GET', KEYS[6]) or 0) >= per_day then return {'too_many', 0} end
if per_day > 0 and redis.call('HLEN', KEYS[2]) >= tonumber(ARGV[3]) then return {'full', 0} end
local id = redis.call('INCR', KEYS[4])
redis.call('HSET', KEYS[1] .. id, 'state', 'pending', 'word', ARGV[1], unpack(ARGV, 6))
redis.call('HSET', KEYS[2], ARGV[1], id)
redis.call('SET', KEYS[5], id, 'EX', ARGV[4])
if redis.call('INCR', KEYS[6]) == 1 then redis.call('EXPIRE', KEYS[6], ARGV[5]) end
return {'new', id}
