-- Functions of the inbox, a leased queue of updates (loaded after queue.lua).
--   p:item:<update>  HASH  also: raw (JSON), sent:<n> (id of the nth message that was sent for it),
--                          sender (where its place in a foreign line is counted)
--   p:seen:<id / 4096>  BITMAP  updates that were put
--   p:backlog        STRING  how many wait or are worked on
--   p:moved          HASH  sender -> the line in which the sender's updates stand instead of their own,
--                          #sender -> how many of them do

-- True once for each id within the time to live.
local function inbox_is_new(p, id, ttl_s)
  local key = p .. ':seen:' .. string.format('%.0f', math.floor(id / 4096))
  local seen = redis.call('SETBIT', key, id % 4096, 1)
  redis.call('EXPIRE', key, ttl_s)
  return seen == 0
end

-- Count an update of a sender in a line that is not the sender's own.
local function inbox_move(p, sender, line)
  if redis.call('HINCRBY', p .. ':moved', '#' .. sender, 1) == 1 then
    redis.call('HSET', p .. ':moved', sender, line)
  end
end

local function queue_left(p, item)
  local sender = redis.call('HGET', queue_item(p, item), 'sender')
  if sender and redis.call('HINCRBY', p .. ':moved', '#' .. sender, -1) == 0 then
    redis.call('HDEL', p .. ':moved', sender, '#' .. sender)
  end
  redis.call('DECR', p .. ':backlog')
end

local function may_claim()
  return true
end

local function payload()
  return ''
end
