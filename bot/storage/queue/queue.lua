-- Functions of a leased queue: items of one line come one after the other, lines do not wait for
-- each other, and an item is worked on by one worker at a time.
--
-- `p` is the queue's prefix with its hash tag, e.g. "{posts}".
--   p:ready, p:priority  ZSET  item -> when it may be claimed (ms). Only the head of a line is in it.
--                              A lease is such a time in the future: who dies loses the item then.
--   p:line:<line>        LIST  the items of a line in order, the head included
--   p:item:<item>        HASH  lane, line, token, attempts, and the fields that the queue's user adds
--   p:token              STRING  counter of fencing tokens; a later claim has a higher token
--   p:dead               ZSET  item -> when it was given up (ms); its hash says why
--   p:wake               LIST  one entry for each process that shall look for work
-- Times are the server's. Redis 6.2 or newer.

local QUEUE_DEAD_KEPT_S = 30 * 24 * 3600
local QUEUE_MAX_WAKE_UPS = 16

local function queue_now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function queue_item(p, item)
  return p .. ':item:' .. item
end

-- Put an item at the end of a line; `lane` is 'ready' or 'priority'. An empty line is no line.
local function queue_put(p, lane, line, item, now, ...)
  redis.call('HSET', queue_item(p, item), 'lane', lane, 'line', line, ...)
  if line == '' or redis.call('RPUSH', p .. ':line:' .. line, item) == 1 then
    redis.call('ZADD', p .. ':' .. lane, now, item)
  end
end

local function queue_wake(p)
  if redis.call('LLEN', p .. ':wake') < QUEUE_MAX_WAKE_UPS then redis.call('RPUSH', p .. ':wake', '1') end
end

-- {lane, line} where that token holds the item, else nil.
local function queue_held(p, item, token)
  local held = redis.call('HMGET', queue_item(p, item), 'token', 'lane', 'line')
  if held[1] and held[1] == tostring(token) then return {held[2], held[3]} end
  return nil
end

-- Take the head out of its line; true where the next item has moved up.
local function queue_leave(p, item, lane, line)
  redis.call('ZREM', p .. ':' .. lane, item)
  if line == '' then return false end
  redis.call('LPOP', p .. ':line:' .. line)
  local head = redis.call('LINDEX', p .. ':line:' .. line, 0)
  if not head then return false end
  redis.call('ZADD', p .. ':' .. lane, queue_now(), head)
  return true
end

-- The work is done. True where the next item of the line has moved up.
local function queue_ack(p, item, lane, line)
  local moved_up = queue_leave(p, item, lane, line)
  redis.call('DEL', queue_item(p, item))
  return moved_up
end

-- The item is given up and kept for a month.
local function queue_dead_letter(p, item, lane, line, reason)
  local moved_up = queue_leave(p, item, lane, line)
  local now = queue_now()
  redis.call('HSET', queue_item(p, item), 'reason', reason)
  redis.call('EXPIRE', queue_item(p, item), QUEUE_DEAD_KEPT_S)
  redis.call('ZADD', p .. ':dead', now, item)
  redis.call('ZREMRANGEBYSCORE', p .. ':dead', '-inf', now - QUEUE_DEAD_KEPT_S * 1000)
  return moved_up
end

-- Give the item back: it keeps its place and may be claimed again after `delay_ms`.
local function queue_release(p, item, lane, delay_ms, counts)
  redis.call('ZADD', p .. ':' .. lane, queue_now() + delay_ms, item)
  if not counts then redis.call('HINCRBY', queue_item(p, item), 'attempts', -1) end
end

-- Claim up to `count` items of a lane: a list of {item, token, attempts, fields}.
local function queue_claim(p, lane, count, lease_ms, now)
  if count == 0 then return {} end
  local ready = p .. ':' .. lane
  local items = redis.call('ZRANGEBYSCORE', ready, '-inf', now, 'LIMIT', 0, count)
  if #items == 0 then return {} end
  local leases, claimed = {}, {}
  for i, item in ipairs(items) do
    leases[2 * i - 1], leases[2 * i] = now + lease_ms, item
  end
  redis.call('ZADD', ready, unpack(leases))
  local token = redis.call('INCRBY', p .. ':token', #items) - #items
  for i, item in ipairs(items) do
    local fields, attempts = redis.call('HGETALL', queue_item(p, item)), 1
    for at = 1, #fields, 2 do
      if fields[at] == 'attempts' then attempts = fields[at + 1] + 1 end
    end
    redis.call('HSET', queue_item(p, item), 'token', token + i, 'attempts', attempts)
    claimed[i] = {item, token + i, attempts, fields}
  end
  return claimed
end
