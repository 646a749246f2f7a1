-- Says whether a chat may be called now, and counts the call: a token of the chat, a call of its
-- minute (groups), a call of the second that all chats share. bot/models/flood.py has the limits.
--
-- KEYS     the chat's record, the record of all chats (strings of JSON)
-- ARGV     now_ms ('': the server's time); of the chat: calls to leave, capacity, tokens per ms, calls
--          a minute (0: no limit); of all chats: calls in a window, window_ms, step_ms in which calls
--          are counted; as how many calls this one counts
-- Returns  {0 or in how many ms to ask again, then what the chat has left: thousandths of a token,
--          calls of its minute, ms until the minute has one more}
-- `calls` of a record is a flat list, oldest first: time, how many, time, how many.
local MINUTE_MS, KEEP_MS, SLOWER, ROUNDING_MS = 60000, 180000, 0.5, 1e-6

local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
local kept, capacity, per_ms = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local per_minute = tonumber(ARGV[5])
local overall, window_ms, step_ms = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local size = tonumber(ARGV[9])

-- The calls of a record that a window still counts, and their number.
local function recent(record, span_ms)
  local calls, count = {}, 0
  for index = 1, #(record.calls or {}), 2 do
    if record.calls[index] + span_ms > now then
      calls[#calls + 1], calls[#calls + 2] = record.calls[index], record.calls[index + 1]
      count = count + record.calls[index + 1]
    end
  end
  return calls, count
end

-- In how many ms a window of `limit` calls has room for this one.
local function until_room(calls, count, limit, span_ms)
  local missing, wait = count + math.min(size, limit) - limit, 0
  for index = 1, #calls, 2 do
    if missing <= 0 then break end
    missing, wait = missing - calls[index + 1], calls[index] + span_ms - now
  end
  return wait
end

local function add(calls, at)
  if calls[#calls - 1] == at then
    calls[#calls] = calls[#calls] + size
  else
    calls[#calls + 1], calls[#calls + 2] = at, size
  end
end

local function free_in(calls)
  return calls[1] and calls[1] + MINUTE_MS - now or 0
end

local held = redis.call('MGET', KEYS[1], KEYS[2])
local chat = held[1] and cjson.decode(held[1]) or {}
local all = held[2] and cjson.decode(held[2]) or {}
local blocked, slow = chat.blocked or 0, chat.slow or 0
if now < blocked then return {blocked - now, 0, 0, 0} end
if now < slow then per_ms = per_ms * SLOWER end

local tokens = capacity
if chat.tokens then
  tokens = math.min(capacity, chat.tokens + math.max(0, now - chat.at) * per_ms)
end
local calls, count = recent(chat, MINUTE_MS)
local all_calls, all_count = recent(all, window_ms)
local wait = math.max(
  math.ceil((math.min(size, capacity) + kept - tokens) / per_ms - ROUNDING_MS),
  until_room(all_calls, all_count, overall, window_ms),
  per_minute > 0 and until_room(calls, count, per_minute - kept, MINUTE_MS) or 0)
if wait > 0 then
  return {wait, math.floor(tokens * 1000), per_minute - count, free_in(calls)}
end

if per_minute > 0 then
  add(calls, now)
  count = count + size
end
add(all_calls, (math.floor(now / step_ms) + 1) * step_ms)
local record = {tokens = tokens - size, at = now, blocked = blocked, slow = slow, calls = calls}
redis.call('SET', KEYS[1], cjson.encode(record), 'PX', math.max(KEEP_MS, slow - now))
redis.call('SET', KEYS[2], cjson.encode({calls = all_calls}), 'PX', KEEP_MS)
return {0, math.floor((tokens - size) * 1000), per_minute - count, free_in(calls)}
