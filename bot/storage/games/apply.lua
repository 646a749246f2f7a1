-- Applies a change to a game if no other update changed it first, and keeps the reply, so that the same
-- update is answered the same however often it comes.
--
-- KEYS     game, its chain, the reply to this update, leaderboard, player names, the ended game, the
--          leaderboard of the week, player records, recap
-- ARGV     1 version expected ('': no game)   2 version afterwards ('': the game ends)   3 turn
--          4 state (JSON; of the game before where it ends)   5 reply (JSON)
--          6 time to live of a game (s; of what is kept of it where it ends)   7 of a reply (s)
--          8 how far the local time is ahead of UTC (s)   9 recap (JSON; '': none)   10 its time to live
--          11 how many idioms are new   12 how many gains there are; then these idioms; then person,
--          name, points for each gain; then `<person>:<record>`, value for each record
-- Returns  the reply this update got before, or the new one, or nil where another update was first
local earlier = redis.call('GET', KEYS[3])
if earlier then return earlier end
if (redis.call('HGET', KEYS[1], 'version') or '') ~= ARGV[1] then return false end
if ARGV[1] == '' then redis.call('DEL', KEYS[2]) end
local now = tonumber(redis.call('TIME')[1])
local first_gain = 13 + tonumber(ARGV[11])
local first_record = first_gain + 3 * tonumber(ARGV[12])
if ARGV[2] == '' then
  redis.call('DEL', KEYS[1], KEYS[2])
  if ARGV[4] ~= '' then redis.call('SET', KEYS[6], ARGV[4], 'EX', ARGV[6]) end
  if ARGV[9] ~= '' then redis.call('SET', KEYS[9], ARGV[9], 'EX', ARGV[10]) end
else
  if redis.call('HGET', KEYS[1], 'turn') ~= ARGV[3] then
    redis.call('HSET', KEYS[1], 'turn_started_s', now)
  end
  redis.call('HSET', KEYS[1], 'version', ARGV[2], 'turn', ARGV[3], 'state', ARGV[4])
  for i = 13, first_gain - 1 do redis.call('RPUSH', KEYS[2], ARGV[i]) end
  redis.call('EXPIRE', KEYS[1], ARGV[6])
  redis.call('EXPIRE', KEYS[2], ARGV[6])
end

local function keep_most(field, value)
  if value > tonumber(redis.call('HGET', KEYS[8], field) or 0) then
    redis.call('HSET', KEYS[8], field, value)
  end
end

-- Days count from 1 January 1970, a Thursday.
local day = math.floor((now + tonumber(ARGV[8])) / 86400)
local monday = (math.floor((day + 3) / 7) + 1) * 7 - 3
for i = first_gain, first_record - 1, 3 do
  local person, points = ARGV[i], tonumber(ARGV[i + 2])
  redis.call('ZINCRBY', KEYS[4], points, person)
  redis.call('ZINCRBY', KEYS[7], points, person)
  redis.call('EXPIREAT', KEYS[7], monday * 86400 - tonumber(ARGV[8]))
  redis.call('HSET', KEYS[5], person, ARGV[i + 1])
  local last = tonumber(redis.call('HGET', KEYS[8], person .. ':day') or 0)
  if points > 0 and last ~= day then
    local days = last == day - 1 and redis.call('HGET', KEYS[8], person .. ':days') or 0
    redis.call('HSET', KEYS[8], person .. ':day', day, person .. ':days', days + 1)
    keep_most(person .. ':most_days', days + 1)
  end
end
for i = first_record, #ARGV, 2 do keep_most(ARGV[i], tonumber(ARGV[i + 1])) end
redis.call('SET', KEYS[3], ARGV[5], 'EX', ARGV[7])
return ARGV[5]
