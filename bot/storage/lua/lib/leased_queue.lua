-- A keyed FIFO with leases. `p` is the queue's prefix with its hash tag, e.g. "{posts}".
--   p:ready  ZSET item -> not before (ms)        only the head of each line sits here
--   p:leased ZSET item -> lease ends (ms)
--   p:line:<key> LIST items in order
--   p:keys, p:tokens, p:attempts, p:due, p:reasons HASH by item
--   p:token  counter of fencing tokens;  p:dead ZSET item -> when (ms)
-- Time is the server's only.

local function queue_now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function queue_promote(p, key)
  local head = redis.call('LINDEX', p .. ':line:' .. key, 0)
  if not head then return end
  local due = tonumber(redis.call('HGET', p .. ':due', head) or '0')
  redis.call('ZADD', p .. ':ready', math.max(due, queue_now()), head)
end

-- Take an item out of its line and let the next one move up.
local function queue_leave(p, item)
  local key = redis.call('HGET', p .. ':keys', item)
  local line = p .. ':line:' .. key
  local was_head = redis.call('LINDEX', line, 0) == item
  redis.call('ZREM', p .. ':ready', item)
  redis.call('ZREM', p .. ':leased', item)
  redis.call('LREM', line, 1, item)
  if was_head then queue_promote(p, key) end
end

local function queue_forget(p, item)
  for _, hash in ipairs({'keys', 'tokens', 'attempts', 'due', 'reasons'}) do
    redis.call('HDEL', p .. ':' .. hash, item)
  end
end

-- 1 where the item was put at the end of its key's line, 0 where it is there already.
local function queue_put(p, key, item, delay_ms)
  if redis.call('HSETNX', p .. ':keys', item, key) == 0 then return 0 end
  if delay_ms > 0 then redis.call('HSET', p .. ':due', item, queue_now() + delay_ms) end
  if redis.call('RPUSH', p .. ':line:' .. key, item) == 1 then queue_promote(p, key) end
  return 1
end

-- Does this token still hold the item? A later claim has a later token.
local function queue_holds(p, item, token)
  return redis.call('HGET', p .. ':tokens', item) == tostring(token)
    and redis.call('ZSCORE', p .. ':leased', item) ~= false
end

local function queue_bury(p, item, reason)
  queue_leave(p, item)
  redis.call('HSET', p .. ':reasons', item, reason)
  redis.call('ZADD', p .. ':dead', queue_now(), item)
end

local function queue_ack(p, item)
  queue_leave(p, item)
  queue_forget(p, item)
end

local function queue_release(p, item, delay_ms, counts)
  redis.call('ZREM', p .. ':leased', item)
  redis.call('ZADD', p .. ':ready', queue_now() + delay_ms, item)
  if not counts then redis.call('HINCRBY', p .. ':attempts', item, -1) end
end

-- Leases that ran out make their items ready again; a few at each claim.
local function queue_reap(p, now)
  for _, item in ipairs(redis.call('ZRANGEBYSCORE', p .. ':leased', '-inf', now, 'LIMIT', 0, 10)) do
    redis.call('ZREM', p .. ':leased', item)
    redis.call('ZADD', p .. ':ready', now, item)
  end
end

-- {item, key, token, attempts} or nothing. An item that was tried max_attempts times is buried.
local function queue_claim(p, lease_ms, max_attempts)
  local now = queue_now()
  queue_reap(p, now)
  while true do
    local item = redis.call('ZRANGEBYSCORE', p .. ':ready', '-inf', now, 'LIMIT', 0, 1)[1]
    if not item then return nil end
    local tried = tonumber(redis.call('HGET', p .. ':attempts', item) or '0')
    if tried < max_attempts then
      redis.call('ZREM', p .. ':ready', item)
      redis.call('ZADD', p .. ':leased', now + lease_ms, item)
      local token = redis.call('INCR', p .. ':token')
      redis.call('HSET', p .. ':tokens', item, token)
      local attempts = redis.call('HINCRBY', p .. ':attempts', item, 1)
      return {item, redis.call('HGET', p .. ':keys', item), token, attempts}
    end
    queue_bury(p, item, 'tried ' .. tried .. ' times')
  end
end
