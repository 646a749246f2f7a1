-- KEYS: p:ready   ARGV: p, author, chat, message, hash of the text, per hour, draft
-- {'accepted', id} | {'known', id} | {'same', id} | {'too_many', seconds to wait} | {'banned', 0}
local p, author = ARGV[1], ARGV[2]
local by_message = p .. ':message:' .. ARGV[3] .. ':' .. ARGV[4]
local by_text = p .. ':text:' .. author .. ':' .. ARGV[5]
local hour = p .. ':hour:' .. author
local per_hour = tonumber(ARGV[6])
local now = queue_now()

local known = redis.call('GET', by_message)
-- What its author or an admin took back may be handed in again.
if known and not POST_TAKEN_BACK[redis.call('HGET', post_key(p, known), 'state')] then
  return {'known', known}
end
if redis.call('HEXISTS', p .. ':banned', author) == 1 then return {'banned', 0} end
local same = redis.call('GET', by_text)
if same then return {'same', same} end

redis.call('ZREMRANGEBYSCORE', hour, '-inf', now - 3600000)
if per_hour > 0 and redis.call('ZCARD', hour) >= per_hour then
  local first = redis.call('ZRANGE', hour, -per_hour, -per_hour, 'WITHSCORES')[2]
  return {'too_many', math.ceil((tonumber(first) + 3600000 - now) / 1000)}
end

local id = redis.call('INCR', p .. ':next')
redis.call('HSET', post_key(p, id), 'state', 'queued', 'version', 1, 'author', author,
  'same', ARGV[5], 'draft', ARGV[7], 'submitted_ms', now)
post_arrives(p, id, 'queued')
post_audit(p, id, '', 'queued', 'author', '')
redis.call('SET', by_message, id, 'EX', 7 * 24 * 3600)
redis.call('SET', by_text, id, 'EX', POST_SAME_S)
redis.call('ZADD', hour, now, id)
redis.call('EXPIRE', hour, 3600)
redis.call('LPUSH', p .. ':by:' .. author, id)
redis.call('LTRIM', p .. ':by:' .. author, 0, 49)
redis.call('EXPIRE', p .. ':by:' .. author, POST_KEPT_S)
queue_put(p, author, tostring(id), 0)
return {'accepted', id}
