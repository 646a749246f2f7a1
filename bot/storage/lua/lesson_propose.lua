-- KEYS: proposal's prefix, waiting, words, last id, filed:<update>, day:<person>
-- ARGV: word, per day (0: a reviewer, without limit), at most waiting, time to live of an answer and of a day's
--       count (s), then the fields of the proposal and their values
-- {kind, id}: what became of the draft; the same update is told the same.
local filed = redis.call('GET', KEYS[5])
if filed then return {'new', filed} end
if redis.call('HEXISTS', KEYS[3], ARGV[1]) == 1 then return {'known', 0} end
local waiting = redis.call('HGET', KEYS[2], ARGV[1])
local per_day = tonumber(ARGV[2])
if waiting then
  if per_day == 0 then redis.call('SET', KEYS[5], waiting, 'EX', ARGV[4]) end
  return {'pending', waiting}
end
if per_day > 0 and tonumber(redis.call('GET', KEYS[6]) or 0) >= per_day then return {'too_many', 0} end
if per_day > 0 and redis.call('HLEN', KEYS[2]) >= tonumber(ARGV[3]) then return {'full', 0} end
local id = redis.call('INCR', KEYS[4])
redis.call('HSET', KEYS[1] .. id, 'state', 'pending', 'word', ARGV[1], unpack(ARGV, 6))
redis.call('HSET', KEYS[2], ARGV[1], id)
redis.call('SET', KEYS[5], id, 'EX', ARGV[4])
if redis.call('INCR', KEYS[6]) == 1 then redis.call('EXPIRE', KEYS[6], ARGV[5]) end
return {'new', id}
