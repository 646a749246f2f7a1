-- Functions of a leased queue: items of one line come one after the other, lines do not wait for
-- each other, and an item is worked on by one worker at a time. Lines may belong to a share: only
-- so many lines of a share are open to the workers at once, and the others take turns behind them.
--
-- `p` is the queue's prefix with its hash tag, e.g. "{posts}".
--   p:ready, p:priority  ZSET  item -> when it may be claimed (ms). Only the head of a line is in it.
--                              A lease is such a time in the future: who dies loses the item then.
--   p:line:<line>        LIST  the items of a line in order, the head included
--   p:shares             HASH  share -> how many heads of lines it has that are not parked
--   p:share:<share>      LIST  heads that wait because QUEUE_SHARE others of their share are open
--   p:parked:<share>     LIST  heads that wait, without using the share, until the first of them may
--                              go on; only the first is in a ZSET. Heads without a share are in
--                              p:parked:<lane>:<what they wait for>
--   p:item:<item>        HASH  lane, line, share, parked (since when, ms), waits_for (the end of the
--                              name of that list, where it is not the share), since, token, attempts,
--                              and the fields that the queue's user adds. Of the items that may be
--                              claimed the one with the earliest `since` (ms) comes first, without
--                              one the one that has been open longest
--   p:token              STRING  counter of fencing tokens; a later claim has a higher token
--   p:dead               ZSET  item -> when it was given up (ms); its hash says why
--   p:wake               LIST  one entry for each process that shall look for work
-- Times are the server's. Redis 6.2 or newer.

local QUEUE_SHARE = 16
local QUEUE_DEAD_KEPT_S = 30 * 24 * 3600
local QUEUE_MAX_DEAD = 1000
local QUEUE_MAX_WAKE_UPS = 16
-- What `queue_held` reads of an item; the queue's user may add fields of its own.
local QUEUE_HELD = {'token', 'lane', 'line', 'share', 'parked', 'waits_for'}

local function queue_now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- The same with its microseconds, so that what is put within one millisecond has an order.
local function queue_now_precise()
  local time = redis.call('TIME')
  return string.format('%d%03d.%03d', time[1], math.floor(time[2] / 1000), time[2] % 1000)
end

local function queue_item(p, item)
  return p .. ':item:' .. item
end

-- Open the head of a line to the workers, or let it wait for its share.
local function queue_admit(p, lane, share, item, at)
  if share ~= '' and redis.call('HINCRBY', p .. ':shares', share, 1) > QUEUE_SHARE then
    redis.call('RPUSH', p .. ':share:' .. share, item)
  else
    redis.call('ZADD', p .. ':' .. lane, at, item)
  end
end

-- An open head of the share is gone or parked. True where one that waited is open now.
local function queue_vacate(p, lane, share)
  if share == '' then return false end
  local heads = redis.call('HINCRBY', p .. ':shares', share, -1)
  if heads >= QUEUE_SHARE then
    redis.call('ZADD', p .. ':' .. lane, queue_now(), redis.call('LPOP', p .. ':share:' .. share))
    return true
  end
  if heads <= 0 then redis.call('HDEL', p .. ':shares', share) end
  return false
end

-- Put an item at the end of a line; `lane` is 'ready' or 'priority'. An empty line is no line, an
-- empty share is none. All items of a line have one lane.
local function queue_put(p, lane, line, share, item, now, ...)
  redis.call('HSET', queue_item(p, item), 'lane', lane, 'line', line, 'share', share, ...)
  if line == '' or redis.call('RPUSH', p .. ':line:' .. line, item) == 1 then
    queue_admit(p, lane, share, item, now)
  end
end

local function queue_wake(p)
  if redis.call('LLEN', p .. ':wake') < QUEUE_MAX_WAKE_UPS then redis.call('RPUSH', p .. ':wake', '1') end
end

-- The fields QUEUE_HELD of an item.
local function queue_fields(p, item)
  local values, fields = redis.call('HMGET', queue_item(p, item), unpack(QUEUE_HELD)), {}
  for i, name in ipairs(QUEUE_HELD) do fields[name] = values[i] end
  fields.share = fields.share or ''  -- items that older versions stored have none
  return fields
end

-- The same where that token holds the item, else nil.
local function queue_held(p, item, token)
  local held = queue_fields(p, item)
  return held.token == tostring(token) and held or nil
end

-- An item is parked no more; if it was the first, the next may be claimed, and the result is true.
local function queue_unpark(p, item, held)
  local parked = p .. ':parked:' .. (held.waits_for or held.share)
  local was_first = redis.call('LINDEX', parked, 0) == item
  redis.call('LREM', parked, 1, item)
  local following = was_first and redis.call('LINDEX', parked, 0)
  if not following then return false end
  redis.call('ZADD', p .. ':' .. held.lane, queue_now(), following)
  return true
end

-- Take the head out of its line; true where another item has moved up. What waits for the share comes
-- before the next item of the line.
local function queue_leave(p, item, held)
  local lane, line, moved_up = held.lane, held.line, nil
  redis.call('ZREM', p .. ':' .. lane, item)
  if held.parked then
    moved_up = queue_unpark(p, item, held)
  else
    moved_up = queue_vacate(p, lane, held.share)
  end
  if line == '' then return moved_up end
  local popped = redis.call('LPOP', p .. ':line:' .. line, 2)
  local head = popped and popped[2]
  if not head then return moved_up end
  redis.call('LPUSH', p .. ':line:' .. line, head)
  local following = redis.call('HMGET', queue_item(p, head), 'share', 'since')
  queue_admit(p, lane, following[1] or '', head, following[2] or queue_now())
  return true
end

-- The work is done. True where another item has moved up.
local function queue_ack(p, item, held)
  local moved_up = queue_leave(p, item, held)
  redis.call('DEL', queue_item(p, item))
  return moved_up
end

-- Keep an item that is in no line among those that were given up: the newest QUEUE_MAX_DEAD, for a month.
local function queue_bury(p, item, reason)
  local now = queue_now()
  redis.call('HSET', queue_item(p, item), 'reason', reason)
  redis.call('EXPIRE', queue_item(p, item), QUEUE_DEAD_KEPT_S)
  redis.call('ZADD', p .. ':dead', now, item)
  redis.call('ZREMRANGEBYSCORE', p .. ':dead', '-inf', now - QUEUE_DEAD_KEPT_S * 1000)
  local too_many = redis.call('ZCARD', p .. ':dead') - QUEUE_MAX_DEAD
  if too_many <= 0 then return end
  for _, oldest in ipairs(redis.call('ZRANGE', p .. ':dead', 0, too_many - 1)) do
    redis.call('DEL', queue_item(p, oldest))
    redis.call('ZREM', p .. ':dead', oldest)
  end
end

-- The item is given up. True where another item has moved up.
local function queue_dead_letter(p, item, held, reason)
  local moved_up = queue_leave(p, item, held)
  queue_bury(p, item, reason)
  return moved_up
end

local function queue_delay(p, item, lane, delay_ms, counts)
  local since = delay_ms == 0 and redis.call('HGET', queue_item(p, item), 'since')
  redis.call('ZADD', p .. ':' .. lane, since or queue_now() + delay_ms, item)
  if not counts then redis.call('HINCRBY', queue_item(p, item), 'attempts', -1) end
end

-- Give the item back: it keeps its place in its line and may be claimed again after `delay_ms`. An item
-- without a share is parked no more: it shall not hold up those that wait for the same. True where
-- another item may be claimed.
local function queue_release(p, item, held, delay_ms, counts)
  local moved_up = false
  if held.waits_for then
    moved_up = queue_unpark(p, item, held)
    redis.call('HDEL', queue_item(p, item), 'parked', 'waits_for')
  end
  queue_delay(p, item, held.lane, delay_ms, counts)
  return moved_up or delay_ms == 0
end

-- Give the item back for later: it keeps its place in its line, but lets others of its share pass, or of
-- its lane where it has none. The first that is parked may be claimed after `delay_ms`, the next when
-- that one has left. True where another item has moved up.
local function queue_park(p, item, held, delay_ms, waits_for)
  queue_delay(p, item, held.lane, delay_ms, false)
  local has_share = held.share ~= ''
  if held.parked or not (has_share or waits_for ~= '') then return delay_ms == 0 end
  local parked = has_share and held.share or held.lane .. ':' .. waits_for
  redis.call('HSET', queue_item(p, item), 'parked', queue_now())
  if not has_share then redis.call('HSET', queue_item(p, item), 'waits_for', parked) end
  if redis.call('RPUSH', p .. ':parked:' .. parked, item) > 1 then
    redis.call('ZREM', p .. ':' .. held.lane, item)
    delay_ms = nil
  end
  return queue_vacate(p, held.lane, held.share) or delay_ms == 0
end

-- Claim up to `count` items of a lane: a list of {item, token, attempts, fields, share}.
local function queue_claim(p, lane, count, lease_ms, now)
  if count == 0 then return {} end
  local ready = p .. ':' .. lane
  -- Up to the end of this millisecond: `since` has a fraction.
  local items = redis.call('ZRANGEBYSCORE', ready, '-inf', '(' .. now + 1, 'LIMIT', 0, count)
  if #items == 0 then return {} end
  local leases, claimed = {}, {}
  for i, item in ipairs(items) do
    leases[2 * i - 1], leases[2 * i] = now + lease_ms, item
  end
  redis.call('ZADD', ready, unpack(leases))
  local token = redis.call('INCRBY', p .. ':token', #items) - #items
  for i, item in ipairs(items) do
    local fields, attempts, share = redis.call('HGETALL', queue_item(p, item)), 1, ''
    for at = 1, #fields, 2 do
      if fields[at] == 'attempts' then attempts = fields[at + 1] + 1 end
      if fields[at] == 'share' then share = fields[at + 1] end
    end
    redis.call('HSET', queue_item(p, item), 'token', token + i, 'attempts', attempts)
    claimed[i] = {item, token + i, attempts, fields, share}
  end
  return claimed
end
