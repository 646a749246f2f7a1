-- Posts beside their queue, under the queue's prefix `p` ("{posts}"); loaded after leased_queue.lua.
--   p:p:<id>           HASH   one post; `state`, `version`, `author`, `same` are read here
--   p:moving           ZSET id -> id           posts that are work for a worker
--   p:in:review, p:in:unknown  ZSET id -> since when (ms)
--   p:counts           HASH   state -> how many;  p:record:<author> HASH published, rejected
--   p:audit            STREAM one entry a transition

local POST_KEPT_S = 180 * 24 * 3600
local POST_FINAL = {published = true, rejected = true, withdrawn = true, dead = true}
local POST_WAITS = {review = true, unknown = true}

local function post_key(p, id)
  return p .. ':p:' .. id
end

local function post_leaves(p, id, from)
  redis.call('HINCRBY', p .. ':counts', from, -1)
  if POST_WAITS[from] then redis.call('ZREM', p .. ':in:' .. from, id) end
end

local function post_ends(p, id, to)
  local post = redis.call('HMGET', post_key(p, id), 'author', 'same')
  redis.call('EXPIRE', post_key(p, id), POST_KEPT_S)
  redis.call('EXPIRE', p .. ':cards:' .. id, POST_KEPT_S)
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
  if POST_WAITS[to] then redis.call('ZADD', p .. ':in:' .. to, queue_now(), id) end
  if POST_FINAL[to] then post_ends(p, id, to) end
end

local function post_audit(p, id, to, by, reason)
  redis.call('XADD', p .. ':audit', 'MAXLEN', '~', 100000, '*',
    'post', id, 'to', to, 'by', by, 'reason', reason)
end

-- Bring a post to a new state with `fields` (name, value, …) and queue what is to be told about it.
local function post_move(p, id, to, by, reason, fields, notices)
  post_leaves(p, id, redis.call('HGET', post_key(p, id), 'state'))
  redis.call('HSET', post_key(p, id), 'state', to, unpack(fields))
  post_arrives(p, id, to)
  post_audit(p, id, to, by, reason)
  local version = redis.call('HGET', post_key(p, id), 'version')
  for _, kind in ipairs(notices) do
    queue_put(p, 'notice:' .. id, kind .. ':' .. id .. ':' .. to .. ':' .. version, 0)
  end
end
