-- KEYS: the chat's HASH, the LIST of its calls of the last minute (newest first), the overall HASH
-- ARGV: cosmetic (0 or 1), then of the chat: capacity, tokens per ms, reserve, calls a minute (0: no
--       limit); then of all chats together: capacity, tokens per ms, reserve
-- Four numbers: 0 where the call may be made (it is counted then), else in how many ms to ask again;
-- and what is left, for the pace of cosmetic calls: tokens in thousandths, cosmetic calls the minute
-- still bears, in how many ms it bears one more.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local cosmetic = ARGV[1] == '1'
local WINDOW_MS, KEEP_MS, SLOWER = 60000, 180000, 0.5

local function tokens_of(key, capacity, per_ms)
  local held = redis.call('HMGET', key, 'tokens', 'at')
  if not held[1] then return capacity end
  return math.min(capacity, held[1] + math.max(0, now - held[2]) * per_ms)
end

-- In how many ms there will be a token to spare.
local function until_token(tokens, per_ms, reserve)
  local missing = 1 + (cosmetic and reserve or 0) - tokens
  return missing > 0 and math.ceil(missing / per_ms) or 0
end

-- In how many ms the minute has room.
local function until_room(key, per_minute, reserve)
  if per_minute == 0 then return 0 end
  local place = per_minute - (cosmetic and reserve or 0) - 1
  local oldest = redis.call('LINDEX', key, place)
  return oldest and math.max(0, oldest + WINDOW_MS - now) or 0
end

local chat = redis.call('HMGET', KEYS[1], 'blocked', 'slow')
local blocked, slow = tonumber(chat[1] or 0), tonumber(chat[2] or 0)
if now < blocked then return {blocked - now, 0, 0, blocked - now} end
local capacity, per_ms = tonumber(ARGV[2]), tonumber(ARGV[3])
local reserve, per_minute = tonumber(ARGV[4]), tonumber(ARGV[5])
if now < slow then per_ms = per_ms * SLOWER end
local all_capacity, all_per_ms, all_reserve = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])

local tokens = tokens_of(KEYS[1], capacity, per_ms)
local all_tokens = tokens_of(KEYS[3], all_capacity, all_per_ms)
local wait = math.max(
  until_token(tokens, per_ms, reserve),
  until_room(KEYS[2], per_minute, reserve),
  until_token(all_tokens, all_per_ms, all_reserve))
local function left_of(key)
  if per_minute == 0 then return 1, 0 end
  local calls = redis.call('LRANGE', key, 0, -1)
  local count, oldest = 0, now - WINDOW_MS
  for _, at in ipairs(calls) do
    if tonumber(at) > now - WINDOW_MS then count, oldest = count + 1, tonumber(at) end
  end
  return per_minute - reserve - count, oldest + WINDOW_MS - now
end

if wait > 0 then
  local left, free = left_of(KEYS[2])
  return {wait, math.floor(tokens * 1000), left, math.max(free, wait)}
end

redis.call('HSET', KEYS[1], 'tokens', tostring(tokens - 1), 'at', now)
redis.call('PEXPIRE', KEYS[1], KEEP_MS)
redis.call('HSET', KEYS[3], 'tokens', tostring(all_tokens - 1), 'at', now)
redis.call('PEXPIRE', KEYS[3], KEEP_MS)
if per_minute > 0 then
  redis.call('LPUSH', KEYS[2], now)
  redis.call('LTRIM', KEYS[2], 0, per_minute - 1)
  redis.call('PEXPIRE', KEYS[2], WINDOW_MS)
end
local left, free = left_of(KEYS[2])
return {0, math.floor((tokens - 1) * 1000), left, free}
