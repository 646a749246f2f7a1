-- KEYS: game, chain, told, board, names
-- ARGV: version expected ('' for no game), version after ('' where the game ends), turn, state,
--       answer, time to live of a game and of an answer (s), number of new moves, the moves,
--       then person, name, points for each gain
-- The answer given earlier to this update, the new answer, or nil where another change came first.
local told = redis.call('GET', KEYS[3])
if told then return told end
if (redis.call('HGET', KEYS[1], 'version') or '') ~= ARGV[1] then return false end
if ARGV[1] == '' then redis.call('DEL', KEYS[2]) end
local first_gain = 9 + tonumber(ARGV[8])
if ARGV[2] == '' then
  redis.call('DEL', KEYS[1], KEYS[2])
else
  if redis.call('HGET', KEYS[1], 'turn') ~= ARGV[3] then
    redis.call('HSET', KEYS[1], 'at', redis.call('TIME')[1])
  end
  redis.call('HSET', KEYS[1], 'version', ARGV[2], 'turn', ARGV[3], 'state', ARGV[4])
  for i = 9, first_gain - 1 do redis.call('RPUSH', KEYS[2], ARGV[i]) end
  redis.call('EXPIRE', KEYS[1], ARGV[6])
  redis.call('EXPIRE', KEYS[2], ARGV[6])
end
for i = first_gain, #ARGV, 3 do
  redis.call('ZINCRBY', KEYS[4], ARGV[i + 2], ARGV[i])
  redis.call('HSET', KEYS[5], ARGV[i], ARGV[i + 1])
end
redis.call('SET', KEYS[3], ARGV[5], 'EX', ARGV[7])
return ARGV[5]
