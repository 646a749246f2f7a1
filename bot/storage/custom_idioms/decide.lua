-- Decides a pending proposal, or lets the bot play an approved idiom.
--
-- KEYS     proposal, pending proposals, approved words, version of the words
-- ARGV     id, the new state, name of who decides, update, time to live of a decided proposal (s)
-- Returns  1 where this update decides or has decided, 0 where another one did
local proposal = redis.call('HMGET', KEYS[1], 'state', 'word', 'update', 'pinyin', 'name', 'meaning')
local state, word, decided_by_update, pinyin, author, meaning = unpack(proposal)
if decided_by_update == ARGV[4] then return 1 end
if state ~= 'pending' and not (state == 'approved' and ARGV[2] == 'bot_plays') then return 0 end
redis.call('HSET', KEYS[1], 'state', ARGV[2], 'by', ARGV[3], 'update', ARGV[4])
redis.call('EXPIRE', KEYS[1], ARGV[5])
redis.call('HDEL', KEYS[2], word)
if ARGV[2] ~= 'rejected' then
  redis.call('HSET', KEYS[3], word, cjson.encode({
    proposal = tonumber(ARGV[1]), pinyin = pinyin, author = author, bot_plays = ARGV[2] == 'bot_plays',
    meaning = meaning or ''
  }))
  redis.call('INCR', KEYS[4])
end
return 1
