-- Lets a model call begin, or says which limit is reached; counts its request once.
--
-- KEYS     who paused all calls, requests of the minute (person -> count), use of the day, the mark
--          that the request was counted, limits of single persons, prefix of what was told
-- ARGV     1 'begin', or 'check' to count nothing   2 person ('': background work)   3 chat
--          4 request id   5 minute   6 day   then the limits (-1: none): 7 requests of the minute
--          8 of the day   9 tokens of the person   10 of the chat   11 of the bot
-- Returns  {} where it may begin, {'paused'}, or {limit kind, limit, 1 where it was told before}
local MINUTE_KEPT_S, KEPT_S = 120, 2 * 24 * 3600
local person, chat, request_id, minute, day = ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]

-- Another attempt at the request that was told is told again: its message may not have been sent.
local function refuse(kind, limit, whom, period, kept_s)
  local told = KEYS[6] .. kind .. ':' .. whom .. ':' .. period
  local first = redis.call('GET', told)
  if not first then redis.call('SET', told, request_id, 'EX', kept_s) end
  return {kind, limit, first and first ~= request_id and 1 or 0}
end

local function used(field)
  return tonumber(redis.call('HGET', KEYS[3], field) or 0)
end

if redis.call('EXISTS', KEYS[1]) == 1 then return {'paused'} end

local in_chat = chat .. ':' .. person
local is_new = person ~= '' and redis.call('EXISTS', KEYS[4]) == 0
if is_new then
  local per_minute = tonumber(ARGV[7])
  local own = redis.call('HGET', KEYS[5], person)
  local per_day = tonumber(own or ARGV[8])
  if per_day >= 0 and used('person:' .. person .. ':requests') >= per_day then
    return refuse('person_day', per_day, in_chat, day, KEPT_S)
  end
  if per_minute >= 0 and tonumber(redis.call('HGET', KEYS[2], person) or 0) >= per_minute then
    return refuse('person_minute', per_minute, in_chat, minute, MINUTE_KEPT_S)
  end
end

local limits = {
  {'person_tokens', tonumber(ARGV[9]), 'person:' .. person .. ':tokens', in_chat},
  {'chat_tokens', tonumber(ARGV[10]), 'chat:' .. chat .. ':tokens', chat},
  {'bot_tokens', tonumber(ARGV[11]), 'bot:tokens', chat},
}
for index = person == '' and 2 or 1, #limits do
  local kind, limit, field, whom = unpack(limits[index])
  if limit >= 0 and used(field) >= limit then return refuse(kind, limit, whom, day, KEPT_S) end
end

if is_new and ARGV[1] == 'begin' then
  redis.call('SET', KEYS[4], minute .. ' ' .. day, 'EX', KEPT_S)
  redis.call('HINCRBY', KEYS[2], person, 1)
  redis.call('EXPIRE', KEYS[2], MINUTE_KEPT_S)
  redis.call('HINCRBY', KEYS[3], 'person:' .. person .. ':requests', 1)
  redis.call('EXPIRE', KEYS[3], KEPT_S)
end
return {}
