-- Posts beside their queue, under the queue's prefix `p` ("{posts}"); loaded after leased_queue.lua.
--   p:p:<id>           HASH   one post; `state`, `version`, `author`, `same` are read here
--   p:moving           ZSET id -> id           posts that are work for a worker
--   p:in:review, p:in:unknown, p:in:dead  ZSET id -> since when (ms)
--   p:counts           HASH   state -> how many;  p:record:<author> HASH published, rejected
--   p:audit            STREAM one entry a transition of any post;  p:trail:<id> of this one
--   p:notices:…        a queue of its own: what is to be told, whether or not posts are paused
--   p:paused           STRING who paused checks and deliveries;  p:banned HASH author -> who banned

local POST_KEPT_S = 180 * 24 * 3600
local POST_SAME_S = 24 * 3600
local POST_FINAL = {published = true, rejected = true, withdrawn = true, dead = true,
  retracted = true}
local POST_TAKEN_BACK = {withdrawn = true, retracted = true}
local POST_WAITS = {review = true, unknown = true, dead = true}

local function post_key(p, id)
  return p .. ':p:' .. id
end

-- What is kept of one post for as long as the post is.
local function post_keys(p, id)
  return {post_key(p, id), p .. ':cards:' .. id, p .. ':trail:' .. id}
end

local function post_leaves(p, id, from)
  redis.call('HINCRBY', p .. ':counts', from, -1)
  if POST_WAITS[from] then redis.call('ZREM', p .. ':in:' .. from, id) end
  if not POST_FINAL[from] then return end
  for _, key in ipairs(post_keys(p, id)) do redis.call('PERSIST', key) end
  if from == 'published' then
    local author = redis.call('HGET', post_key(p, id), 'author')
    redis.call('HINCRBY', p .. ':record:' .. author, 'published', -1)
  end
end

local function post_ends(p, id, to)
  local post = redis.call('HMGET', post_key(p, id), 'author', 'same')
  for _, key in ipairs(post_keys(p, id)) do redis.call('EXPIRE', key, POST_KEPT_S) end
  if to == 'published' or to == 'rejected' then
    redis.call('HINCRBY', p .. ':record:' .. post[1], to, 1)
  else
    redis.call('DEL', p .. ':text:' .. post[1] .. ':' .. post[2])
  end
end

local function post_arrives(p, id, to)
  redis.call('HINCRBY', p .. ':counts', to, 1)
  if POST_FINAL[to] or POST_WAITS[to] then
    redis.call('ZREM', p .. ':moving', id)
  else
    redis.call('ZADD', p .. ':moving', id, id)
  end
  if POST_WAITS[to] then
    local now = queue_now()
    redis.call('ZADD', p .. ':in:' .. to, now, id)
    if POST_FINAL[to] then
      redis.call('ZREMRANGEBYSCORE', p .. ':in:' .. to, '-inf', now - POST_KEPT_S * 1000)
    end
  end
  if POST_FINAL[to] then post_ends(p, id, to) end
end

local function post_audit(p, id, from, to, by, reason)
  local at = redis.call('XADD', p .. ':audit', 'MAXLEN', '~', 100000, '*',
    'post', id, 'from', from, 'to', to, 'by', by, 'reason', reason)
  redis.call('XADD', p .. ':trail:' .. id, at, 'from', from, 'to', to, 'by', by, 'reason', reason)
end

-- Its author edited it: the old text may be posted again, the new one is posted already.
local function post_text_changes(p, id, author, old, new)
  redis.call('DEL', p .. ':text:' .. author .. ':' .. old)
  redis.call('SET', p .. ':text:' .. author .. ':' .. new, id, 'EX', POST_SAME_S)
end

-- Bring a post to a new state with `fields` (name, value, …) and queue what is to be told about it.
local function post_move(p, id, to, by, reason, fields, notices)
  local from = redis.call('HGET', post_key(p, id), 'state')
  if from ~= to then post_leaves(p, id, from) end
  redis.call('HSET', post_key(p, id), 'state', to, unpack(fields))
  -- The trail comes first: the end of a post sets when it is forgotten.
  post_audit(p, id, from, to, by, reason)
  if from ~= to then post_arrives(p, id, to) end
  local version = redis.call('HGET', post_key(p, id), 'version')
  for _, kind in ipairs(notices) do
    queue_put(p .. ':notices', id, kind .. ':' .. id .. ':' .. to .. ':' .. version, 0)
  end
end
