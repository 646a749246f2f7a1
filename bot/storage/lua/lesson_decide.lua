-- KEYS: proposal, waiting, words, version
-- ARGV: id, state wanted, who decides, update, time to live of what is decided (s)
-- 1 where this update decided (now or before), 0 where somebody else did.
local found = redis.call('HMGET', KEYS[1], 'state', 'word', 'update', 'pinyin', 'name')
local state, word = found[1], found[2]
if found[3] == ARGV[4] then return 1 end
if state ~= 'pending' and not (state == 'approved' and ARGV[2] == 'bot_plays') then return 0 end
redis.call('HSET', KEYS[1], 'state', ARGV[2], 'by', ARGV[3], 'update', ARGV[4])
redis.call('EXPIRE', KEYS[1], ARGV[5])
redis.call('HDEL', KEYS[2], word)
if ARGV[2] ~= 'rejected' then
  redis.call('HSET', KEYS[3], word, cjson.encode({
    id = tonumber(ARGV[1]), pinyin = found[4], author = found[5], offered = ARGV[2] == 'bot_plays'
  }))
  redis.call('INCR', KEYS[4])
end
return 1
