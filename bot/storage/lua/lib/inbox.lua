-- The inbox: two leased queues, p (in order) and p! (overtaking), under one hash tag.
--   p:raw  HASH id -> the update as JSON;  p:sent:<id> HASH nth -> id of the message sent
--   p:at, p:waiting HASH by sender: the line the sender's updates stand in, and how many do
--   p:wake LIST of signals, each for one process that has little to do
--   p:from HASH id -> sender;  p:seen:<id / 4096> bitmap of the ids that were put

local function inbox_queue(p, express)
  if express == '1' then return p .. '!' end
  return p
end

-- True once for each id within the time to live.
local function inbox_is_new(p, id, ttl_s)
  local number = tonumber(id)
  local key = p .. ':seen:' .. string.format('%.0f', math.floor(number / 4096))
  local was = redis.call('SETBIT', key, number % 4096, 1)
  redis.call('EXPIRE', key, ttl_s)
  return was == 0
end

-- While something of a sender waits, what comes after it stands in the same line: so one person's
-- order is kept although some updates are ordered with everybody's.
local function inbox_join(p, id, sender, line)
  redis.call('HSET', p .. ':from', id, sender)
  if redis.call('HINCRBY', p .. ':waiting', sender, 1) == 1 then
    redis.call('HSET', p .. ':at', sender, line)
    return line
  end
  return redis.call('HGET', p .. ':at', sender)
end

local function inbox_part(p, id)
  local sender = redis.call('HGET', p .. ':from', id)
  if not sender then return end
  redis.call('HDEL', p .. ':from', id)
  if redis.call('HINCRBY', p .. ':waiting', sender, -1) == 0 then
    redis.call('HDEL', p .. ':waiting', sender)
    redis.call('HDEL', p .. ':at', sender)
  end
end

local function inbox_wake(p)
  if redis.call('LLEN', p .. ':wake') < 16 then redis.call('RPUSH', p .. ':wake', '1') end
end

local function inbox_backlog(p)
  return redis.call('HLEN', p .. ':keys') - redis.call('ZCARD', p .. ':dead')
    + redis.call('HLEN', p .. '!:keys') - redis.call('ZCARD', p .. '!:dead')
end
