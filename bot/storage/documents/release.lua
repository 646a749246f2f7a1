-- Deletes the text of a document where nobody else has used it within the time that it is kept.
--
-- KEYS[1]  the text   KEYS[2]  its holders (hold.lua)   KEYS[3], …  what was made of it
-- ARGV     holder, seconds to keep
local holder, keep_s = ARGV[1], tonumber(ARGV[2])
redis.call('ZREM', KEYS[2], holder)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', redis.call('TIME')[1] - keep_s)
if redis.call('ZCARD', KEYS[2]) == 0 then
  redis.call('DEL', unpack(KEYS))
end
return 1
