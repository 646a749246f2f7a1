-- Applies a change to a game if no other update changed it first, and keeps the reply, so that the same
-- update is answered the same however often it comes.
--
-- KEYS     game, its chain, the reply to this update, leaderboard, player names, the ended game
-- ARGV     1 version expected ('': no game)   2 version afterwards ('': the game ends)   3 turn
--          4 state (JSON; of the game before where it ends)   5 reply (JSON)
--          6 time to live of a game (s; of what is kept of it where it ends)   7 of a reply (s)
--          8 how many idioms are new, then these; then person, name, points for each gain
-- Returns  the reply this update got before, or the new one, or nil where another update was first
local earlier = redis.call('GET', KEYS[3])
if earlier then return earlier end
if (redis.call('HGET', KEYS[1], 'version') or '') ~= ARGV[1] then return false end
if ARGV[1] == '' then redis.call('DEL', KEYS[2]) end
local first_gain = 9 + tonumber(ARGV[8])
if ARGV[2] == '' then
  redis.call('DEL', KEYS[1], KEYS[2])
  if ARGV[4] ~= '' then redis.call('SET', KEYS[6], ARGV[4], 'EX', ARGV[6]) end
else
  if redis.call('HGET', KEYS[1], 'turn') ~= ARGV[3] then
    redis.call('HSET', KEYS[1], 'turn_started_s', redis.call('TIME')[1])
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
