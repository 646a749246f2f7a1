-- Functions of posts: changes a state, and drops the lock on the same text where a post ends.
--
-- Posts lie beside their work queue under its prefix `p` ("{posts}"). Loaded after queue.lua and after
-- the constants that come from the table of states (models/post_states.py): POST_WORKED_ON,
-- POST_LISTED, POST_FINAL, POST_TAKEN_BACK, each a set of states.
--
-- The queue's items are posts ("12", in their author's line) and, as priority items, notifications
-- about one ("show_card:12:review:1": kind, post, state, version; those to its author in one line of
-- the post, those about its cards in another).
--   p:post:<id>       HASH    one post; `state`, `version`, `author`, `same`, `clean_in`, `appeal` are
--                             read here
--   p:in_progress     ZSET    id -> id: posts in a state that workers work on
--   p:state:<state>   ZSET    id -> since when (ms), for the states that are listed
--   p:counts          HASH    state -> how many
--   p:record:<author> HASH    published, rejected -> how many
--   p:clean:<author>  HASH    chat -> clean posts since the last rejection, ban or post taken back
--   p:audit           STREAM  one entry for each transition of any post;  p:audit:<id> of this one
--   p:text:<author>:<hash>  STRING  the author's post with this text
--   p:hour:<author>   ZSET    posts and edits of the last hour, by when (ms)
--   p:paused          STRING  who paused checks and deliveries;  p:banned HASH author -> who banned
--   p:orders          STREAM  what admins ordered

local POST_KEPT_S = 180 * 24 * 3600
local POST_SAME_TEXT_S = 24 * 3600
local POST_AUDIT_ENTRIES = 100000

local function queue_left() end

local function may_claim(p, lane)
  return lane == 'priority' or redis.call('EXISTS', p .. ':paused') == 0
end

local function post_key(p, id)
  return p .. ':post:' .. id
end

-- The post of an item, as the fields of its hash.
local function payload(p, item)
  return redis.call('HGETALL', post_key(p, string.match(item, '^%d+$') or string.match(item, ':(%d+):')))
end

-- What is kept of one post for as long as the post is.
local function post_keys(p, id)
  return {post_key(p, id), p .. ':cards:' .. id, p .. ':audit:' .. id}
end

-- Queue a post for the workers. What a person approved has a line of its own: it does not wait for
-- the author's unchecked posts. Of the heads of the lines the one that was submitted first comes first.
local function post_enqueue(p, id, author, is_approved)
  local line = is_approved and 'approved:' .. author or author
  local since = redis.call('HGET', post_key(p, id), 'submitted_ms') or queue_now_precise()
  queue_put(p, 'ready', line, '', id, since, 'since', since)
  queue_wake(p)
end

local function post_leaves(p, id, from)
  redis.call('HINCRBY', p .. ':counts', from, -1)
  if POST_LISTED[from] then redis.call('ZREM', p .. ':state:' .. from, id) end
  if POST_WORKED_ON[from] then redis.call('ZREM', p .. ':in_progress', id) end
  if not POST_FINAL[from] then return end
  for _, key in ipairs(post_keys(p, id)) do redis.call('PERSIST', key) end
  if from == 'published' or from == 'rejected' then
    local author = redis.call('HGET', post_key(p, id), 'author')
    redis.call('HINCRBY', p .. ':record:' .. author, from, -1)
  end
end

-- The post has ended: it is counted, and forgotten after a while. An appeal that is taken back leaves
-- its rejection as it was.
local function post_ends(p, id, to)
  local post = redis.call('HMGET', post_key(p, id), 'author', 'same', 'clean_in', 'appeal')
  if to == 'published' and post[3] and post[3] ~= '' then
    redis.call('HINCRBY', p .. ':clean:' .. post[1], post[3], 1)
  elseif to == 'rejected' or to == 'retracted' then
    redis.call('DEL', p .. ':clean:' .. post[1])
  end
  for _, key in ipairs(post_keys(p, id)) do redis.call('EXPIRE', key, POST_KEPT_S) end
  local counts_as = to == 'withdrawn' and post[4] and 'rejected' or to
  if counts_as == 'published' or counts_as == 'rejected' then
    redis.call('HINCRBY', p .. ':record:' .. post[1], counts_as, 1)
  else
    redis.call('DEL', p .. ':text:' .. post[1] .. ':' .. post[2])
  end
end

local function post_arrives(p, id, to)
  redis.call('HINCRBY', p .. ':counts', to, 1)
  if POST_WORKED_ON[to] then redis.call('ZADD', p .. ':in_progress', id, id) end
  if POST_LISTED[to] then
    local now = queue_now()
    redis.call('ZADD', p .. ':state:' .. to, now, id)
    if POST_FINAL[to] then
      redis.call('ZREMRANGEBYSCORE', p .. ':state:' .. to, '-inf', now - POST_KEPT_S * 1000)
    end
  end
  if POST_FINAL[to] then post_ends(p, id, to) end
end

-- `by_id` is '' for the worker.
local function post_audit(p, id, from, to, by, by_id, reason)
  local entry = {'from', from, 'to', to, 'by', by, 'by_id', by_id, 'reason', reason}
  local at = redis.call('XADD', p .. ':audit', 'MAXLEN', '~', POST_AUDIT_ENTRIES, '*',
    'post', id, unpack(entry))
  redis.call('XADD', p .. ':audit:' .. id, at, unpack(entry))
end

-- Count `what` among the author's posts and edits of the last hour, once; 0 is no limit.
-- Returns 0, or the seconds until it may be counted.
local function post_count_in_hour(p, author, what, per_hour)
  local hour, now = p .. ':hour:' .. author, queue_now()
  if redis.call('ZSCORE', hour, what) then return 0 end
  redis.call('ZREMRANGEBYSCORE', hour, '-inf', now - 3600000)
  if per_hour > 0 and redis.call('ZCARD', hour) >= per_hour then
    local first = redis.call('ZRANGE', hour, -per_hour, -per_hour, 'WITHSCORES')[2]
    return math.ceil((tonumber(first) + 3600000 - now) / 1000)
  end
  redis.call('ZADD', hour, now, what)
  redis.call('EXPIRE', hour, 3600)
  return 0
end

-- Its author edited it: the old text may be posted again, the new one is posted already.
local function post_text_changes(p, id, author, old, new)
  redis.call('DEL', p .. ':text:' .. author .. ':' .. old)
  redis.call('SET', p .. ':text:' .. author .. ':' .. new, id, 'EX', POST_SAME_TEXT_S)
end

-- Queue notifications about a post in a state, each once.
local function post_notify(p, id, state, kinds)
  local version = redis.call('HGET', post_key(p, id), 'version')
  for _, kind in ipairs(kinds) do
    local item = kind .. ':' .. id .. ':' .. state .. ':' .. version
    if redis.call('EXISTS', queue_item(p, item)) == 0 then
      -- Cards do not wait for the author's notice, which may wait for the reason of a rejection.
      local line = (kind == 'tell_author' and 'author:' or 'post:') .. id
      queue_put(p, 'priority', line, '', item, queue_now())
    end
  end
  queue_wake(p)
end

-- Move a post to a state and queue the notifications about it. `changes` are the arguments that
-- follow the reason: how many values, the post's new fields (name, value, …), the notifications.
local function post_move(p, id, to, by, by_id, reason, changes)
  local from = redis.call('HGET', post_key(p, id), 'state')
  local count = tonumber(changes[1])
  if from ~= to then post_leaves(p, id, from) end
  redis.call('HSET', post_key(p, id), 'state', to, unpack(changes, 2, count + 1))
  -- The audit entry comes first: the end of a post sets when its trail is forgotten.
  post_audit(p, id, from, to, by, by_id, reason)
  if from ~= to then post_arrives(p, id, to) end
  if count + 2 <= #changes then post_notify(p, id, to, {unpack(changes, count + 2)}) end
end
