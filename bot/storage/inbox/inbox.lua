-- Functions of the inbox, a leased queue of updates (loaded after queue.lua). A share is a chat: `<chat>`,
-- and `!<chat>` for its priority updates.
--   p:item:<update>  HASH  also: raw (JSON), at (when it was stored, ms), sent:<n> (id of the nth message that was sent for it),
--                          outbox (JSON: replies that wait for their chat's budget),
--                          sender (where its place in a foreign line is counted),
--                          person (where it is counted in p:waiting),
--                          refused (the limit, where the person only is to be told of it)
--   p:seen:<id / 4096>  BITMAP  updates that were put
--   p:backlog        STRING  how many wait or are worked on
--   p:moved          HASH  sender -> the line in which the sender's updates stand instead of their own,
--                          #sender -> how many of them do
--   p:waiting        HASH  person -> how many wait or are worked on (`!<person>`: priority updates),
--                          refused:<person> -> how many were refused since there were none
--   p:refused        STRING  how many were refused in all
--   p:expiring       ZSET  parked update whose replies lose their use -> when (ms)
--   p:dropped:<share>  STRING  the update that tells the chat, once in a while, of dropped replies
QUEUE_HELD[#QUEUE_HELD + 1] = 'sender'
QUEUE_HELD[#QUEUE_HELD + 1] = 'person'

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

-- Count one more update of a person; false where so many wait already.
local function inbox_has_room(p, person, limit)
  if redis.call('HINCRBY', p .. ':waiting', person, 1) <= limit then return true end
  redis.call('HINCRBY', p .. ':waiting', person, -1)
  return false
end

local function queue_left(p, item, held)
  if held.parked then redis.call('ZREM', p .. ':expiring', item) end
  local sender, person = held.sender, held.person
  if sender and redis.call('HINCRBY', p .. ':moved', '#' .. sender, -1) == 0 then
    redis.call('HDEL', p .. ':moved', sender, '#' .. sender)
  end
  if person and redis.call('HINCRBY', p .. ':waiting', person, -1) <= 0 then
    redis.call('HDEL', p .. ':waiting', person, 'refused:' .. person)
  end
  redis.call('DECR', p .. ':backlog')
end

local function may_claim()
  return true
end

-- How many are parked in its chat, and the time. In a private chat there is nobody to be overtaken.
local function payload(p, _, share, now)
  local in_group = string.find(share, '-', 1, true)
  return {in_group and redis.call('LLEN', p .. ':parked:' .. share) or 0, now}
end
