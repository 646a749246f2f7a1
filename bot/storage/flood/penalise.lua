-- Blocks a chat after a 429; a block that is there already is never shortened. After the block one
-- call goes, and tokens come at half the rate for a while.
--
-- KEYS[1]  the chat's record (see take.lua)
-- ARGV     now_ms ('': the server's time), retry_after_ms, for how long the chat is slower (ms)
local KEEP_MS = 180000

local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
local held = redis.call('GET', KEYS[1])
local chat = held and cjson.decode(held) or {}
chat.blocked = math.max(now + ARGV[2], chat.blocked or 0)
chat.slow = chat.blocked + ARGV[3]
chat.tokens, chat.at = 1, chat.blocked
redis.call('SET', KEYS[1], cjson.encode(chat), 'PX', chat.slow - now + KEEP_MS)
