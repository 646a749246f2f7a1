-- Stores a draft as a post and queues it, in one step.
--
-- KEYS[1]  p:ready (for the hash slot)
-- ARGV     p, author, chat, message, hash of the text, posts an hour (0: no limit), draft (JSON)
-- Returns  {'accepted', id} | {'known', id} | {'same_text', id} | {'too_many', seconds to wait} |
--          {'banned', 0}
local p, author = ARGV[1], ARGV[2]
local by_message = p .. ':message:' .. ARGV[3] .. ':' .. ARGV[4]
local by_text = p .. ':text:' .. author .. ':' .. ARGV[5]
local now = queue_now()
local MESSAGE_KEPT_S, POSTS_LISTED = 7 * 24 * 3600, 50

local known = redis.call('GET', by_message)
-- What its author or a reviewer took back may be submitted again.
if known and not POST_TAKEN_BACK[redis.call('HGET', post_key(p, known), 'state')] then
  return {'known', known}
end
if redis.call('HEXISTS', p .. ':banned', author) == 1 then return {'banned', 0} end
local same = redis.call('GET', by_text)
if same then return {'same_text', same} end

local id = tonumber(redis.call('GET', p .. ':last_id') or 0) + 1
local wait_s = post_count_in_hour(p, author, tostring(id), tonumber(ARGV[6]))
if wait_s > 0 then return {'too_many', wait_s} end

redis.call('SET', p .. ':last_id', id)
redis.call('HSET', post_key(p, id), 'state', 'queued', 'version', 1, 'author', author,
  'same', ARGV[5], 'draft', ARGV[7], 'submitted_ms', queue_now_precise())
post_arrives(p, id, 'queued')
post_audit(p, id, '', 'queued', 'author', author, '')
redis.call('SET', by_message, id, 'EX', MESSAGE_KEPT_S)
redis.call('SET', by_text, id, 'EX', POST_SAME_TEXT_S)
redis.call('LPUSH', p .. ':author:' .. author, id)
redis.call('LTRIM', p .. ':author:' .. author, 0, POSTS_LISTED - 1)
redis.call('EXPIRE', p .. ':author:' .. author, POST_KEPT_S)
post_enqueue(p, tostring(id), author, false)
return {'accepted', id}
