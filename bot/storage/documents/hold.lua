-- Keeps the text of a document for somebody, or only notes that they used it.
--
-- KEYS[1]  the text   KEYS[2]  its holders: holder -> when they last used it, s
-- ARGV     holder, seconds to keep, the text (none: it is kept already)
-- Returns  whether there is a text
local holder, keep_s, text = ARGV[1], tonumber(ARGV[2]), ARGV[3]
if text then
  redis.call('SET', KEYS[1], text, 'EX', keep_s)
elseif redis.call('EXPIRE', KEYS[1], keep_s) == 0 then
  return 0
end
redis.call('ZADD', KEYS[2], redis.call('TIME')[1], holder)
redis.call('EXPIRE', KEYS[2], keep_s)
return 1
